package dev.slipway.docker;

import dev.slipway.model.Command;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;

/** The container in which the commands of a session run. For one thread. */
interface StepContainer {
  /** Returns its id. */
  String id();

  /**
   * Runs a command to its end. When the thread is interrupted, all processes in the container are asked to stop, given their
   * grace, and ended with the container.
   */
  ExitStatus run(Command command, OutputSink sink) throws InterruptedException;

  /** Ends all processes in it at once. From any thread. */
  void kill();

  /** Returns whether no process runs in it any more. */
  boolean isOver();
}
