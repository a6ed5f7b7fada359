package dev.slipway.model;

/**
 * Runs commands for a Java step, where the step's commands would run: on this machine, or in the step's image if it has
 * one. Environment, working directory and secrets are those of the step. May be used by the threads of the step.
 *
 * @since 0.1
 */
public interface CommandRunner {
  /**
   * Runs a command to its end, and says how it ended. Its output goes to the step's log.
   *
   * @throws InterruptedException if the step is asked to stop; the command has been ended then
   * @throws dev.slipway.diagnostic.SlipwayException if it cannot be run; thrown out of the step, it makes the step errored
   */
  CommandResult tryRun(Command command) throws InterruptedException;

  /**
   * Runs a command that must succeed. Its output goes to the step's log.
   *
   * @throws StepFailedException if it does not end with exit code 0; thrown out of the step, it makes the step failed with that
   *     reason
   * @throws InterruptedException if the step is asked to stop; the command has been ended then
   * @throws dev.slipway.diagnostic.SlipwayException if it cannot be run; thrown out of the step, it makes the step errored
   */
  default CommandResult run(Command command) throws InterruptedException {
    return tryRun(command).orFail();
  }

  /** Runs a shell script that must succeed, as {@link #run} and {@link Command#sh} say. */
  default CommandResult sh(String script) throws InterruptedException {
    return run(Command.sh(script));
  }
}
