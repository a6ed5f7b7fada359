package dev.slipway.model;

import java.util.Objects;

/**
 * What became of a command that a Java step ran. Immutable.
 *
 * @param command what ran
 * @param reason {@link Reason.Completed} if it ended with exit code 0, else why not
 * @param output the end of its standard output, at most 64 KiB, as UTF-8 text with secrets redacted
 * @since 0.1
 */
public record CommandResult(Command command, Reason reason, String output) {
  /**
   * Makes a result.
   *
   * @throws NullPointerException if a part is null
   */
  public CommandResult {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(output, "output");
  }

  /** Returns whether it ended with exit code 0. */
  public boolean succeeded() {
    return reason instanceof Reason.Completed;
  }

  /**
   * Returns this result if the command succeeded.
   *
   * @throws StepFailedException if it did not; thrown out of the step, it makes the step failed with the command's reason
   */
  public CommandResult orFail() {
    if (!succeeded()) {
      throw new StepFailedException(reason);
    }
    return this;
  }
}
