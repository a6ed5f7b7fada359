package dev.slipway.git;

import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Makes JGit stop when the thread that asked for the work is interrupted. */
final class Interrupts extends EmptyProgressMonitor {
  private final Thread owner = Thread.currentThread();

  @Override
  public boolean isCancelled() {
    return owner.isInterrupted();
  }
}
