package dev.slipway.runtime.process;

/**
 * A live process that belongs to a session. The name is that of its program; arguments may hold what nobody should read.
 *
 * @param group the process group, if it is certain that no stranger is in it; else 0
 */
record Found(ProcessHandle handle, long group, String name) {
  @Override
  public String toString() {
    return "process " + handle.pid() + " (" + name + ")";
  }
}
