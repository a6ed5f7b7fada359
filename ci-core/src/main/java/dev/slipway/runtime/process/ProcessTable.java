package dev.slipway.runtime.process;

import java.util.Collection;
import java.util.List;

/** Finds the processes of sessions among all processes of the machine. Thread-safe. */
interface ProcessTable {

  /** Returns the words before a command that make it the leader of a process group; empty where there are none. */
  List<String> launcher();

  /** Notes that a command of a session has been started. */
  void started(Marker marker, Process process);

  /** Returns the live processes of a session whose commands these were. */
  List<Found> ofSession(Marker marker, Collection<Process> commands);

  /** Notes that nothing of a session is left. */
  void ended(Marker marker);

  /** Returns the live processes of a build, whoever started them. */
  List<Found> ofBuild(String buildId);

  /** Notes that nothing of a build is left. */
  void reaped(String buildId);

  /** Returns the best table for this machine; records are kept in the directory where they are needed. */
  static ProcessTable forThisMachine(java.nio.file.Path records) {
    return LinuxProcesses.isLinux() ? new LinuxProcesses() : new PortableProcesses(records);
  }
}
