package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Why a step or a build is in its state. The set is closed, and every reason can say itself in a sentence. Immutable.
 *
 * @since 0.1
 */
public sealed interface Reason {

  /** Returns the reason as a clause without a full stop, such as {@code it exited with code 1: mvn verify}. */
  String sentence();

  /** Returns the reason of a step that is skipped because {@code step} did not go well. */
  static Reason afterFailureOf(String step) {
    return new AfterFailure(step);
  }

  /** It ran to its end and all was well. */
  record Completed() implements Reason {
    @Override
    public String sentence() {
      return "it ran to its end";
    }
  }

  /** It was not run, because the same step with the same inputs had succeeded before. */
  record Cached(String key) implements Reason {
    @Override
    public String sentence() {
      return "the same step with the same inputs has succeeded before (key " + key + ")";
    }
  }

  /** A command ended with another exit code than 0. */
  record ExitCode(int code, String command) implements Reason {
    @Override
    public String sentence() {
      String hint = switch (code) {
        case 126 -> " (a program could not be executed)";
        case 127 -> " (a program was not found)";
        default -> "";
      };
      return "it exited with code " + code + hint + ": " + command;
    }
  }

  /** A command was ended by a signal that Slipway did not send. */
  record Signalled(int signal, String command) implements Reason {
    @Override
    public String sentence() {
      return "it was ended by signal " + signal + ": " + command;
    }
  }

  /** A command was ended because it used more memory than it may. */
  record OutOfMemory(String command) implements Reason {
    @Override
    public String sentence() {
      return "it used more memory than it may and was ended: " + command;
    }
  }

  /** An action threw an exception of this class. */
  record Threw(String exception, String message) implements Reason {
    @Override
    public String sentence() {
      return message.isEmpty() ? "it threw " + exception : "it threw " + exception + ": " + message;
    }
  }

  /** An action said that it failed, or a declared output is missing. */
  record Said(String text) implements Reason {
    @Override
    public String sentence() {
      return text;
    }
  }

  /** It could not be run. */
  record NotRunnable(List<Problem> problems) implements Reason {
    /** Makes the reason. */
    public NotRunnable {
      problems = List.copyOf(problems);
    }

    @Override
    public String sentence() {
      return problems.size() == 1
          ? problems.get(0).toString()
          : problems.size() + " problems: "
              + String.join(" | ", problems.stream().map(Problem::toString).toList());
    }
  }

  /** Which time limit was used up. */
  enum Limit {
    /** Of one attempt. */
    ATTEMPT,
    /** Of a step with all its attempts. */
    STEP,
    /** Of the build. */
    BUILD,
    /** Without output. */
    SILENCE,
    /** Of the steps that run in any case, after a cancellation. */
    CLEANUP
  }

  /** A time limit was used up. */
  record OutOfTime(Limit limit, Duration duration) implements Reason {
    @Override
    public String sentence() {
      return switch (limit) {
        case ATTEMPT -> "an attempt took longer than its limit of " + Texts.duration(duration);
        case STEP -> "the step took longer than its limit of " + Texts.duration(duration);
        case BUILD -> "the build took longer than its limit of " + Texts.duration(duration);
        case SILENCE -> "there was no output for " + Texts.duration(duration);
        case CLEANUP ->
          "it was still running " + Texts.duration(duration) + " after the build was cancelled";
      };
    }
  }

  /** Somebody asked for it. */
  record Cancelled(String why) implements Reason {
    @Override
    public String sentence() {
      return "the build was cancelled: " + why;
    }
  }

  /** A step of the same group did not go well, and the group is fail-fast. */
  record FailFast(String step) implements Reason {
    @Override
    public String sentence() {
      return "step '" + step + "' of the same group did not go well and the group is fail-fast";
    }
  }

  /** It was asked to stop and did not; nothing waits for it any more. */
  record Abandoned(Reason cause, Duration grace) implements Reason {
    @Override
    public String sentence() {
      return cause.sentence() + "; it ignored the request to stop for " + Texts.duration(grace)
          + " and was abandoned, it may still be running";
    }
  }

  /** Its condition does not hold. */
  record ConditionNotMet(String text) implements Reason {
    @Override
    public String sentence() {
      return "its condition does not hold: " + text;
    }
  }

  /** Something before it did not go well. */
  record AfterFailure(String step) implements Reason {
    @Override
    public String sentence() {
      return "step '" + step + "' before it did not go well";
    }
  }

  /** It runs only after a failure, and nothing failed. */
  record NothingFailed() implements Reason {
    @Override
    public String sentence() {
      return "it runs only after a failure, and nothing before it failed";
    }
  }

  /** A step that it needs was skipped. */
  record NeedSkipped(String step) implements Reason {
    @Override
    public String sentence() {
      return "it needs '" + step + "', which was skipped";
    }
  }

  /** It waits for steps before it. */
  record WaitingForSteps(List<String> steps) implements Reason {
    /** Makes the reason. */
    public WaitingForSteps {
      steps = List.copyOf(steps);
    }

    @Override
    public String sentence() {
      return "it waits for " + Texts.names(steps);
    }
  }

  /** It waits for a lock or a limit that others hold. */
  record WaitingForPermit(String permit, List<String> holders, Instant since) implements Reason {
    /** Makes the reason. */
    public WaitingForPermit {
      holders = List.copyOf(holders);
    }

    @Override
    public String sentence() {
      return "it has waited since " + Texts.time(since) + " for " + permit + ", held by "
          + Texts.list(holders);
    }
  }

  /** It waits at a gate. */
  record WaitingForGate(String gate, String why, Instant since) implements Reason {
    @Override
    public String sentence() {
      return "it has waited since " + Texts.time(since) + " at the gate '" + gate + "': " + why;
    }
  }

  /** It waits for its next attempt. */
  record WaitingForRetry(int attempt, Instant until) implements Reason {
    @Override
    public String sentence() {
      return "attempt " + attempt + " begins at " + Texts.time(until);
    }
  }

  /** It runs. */
  record Running(int attempt, Instant since) implements Reason {
    @Override
    public String sentence() {
      return attempt == 1
          ? "it has been running since " + Texts.time(since)
          : "its attempt " + attempt + " has been running since " + Texts.time(since);
    }
  }

  /** A build ended as it did because of this step. */
  record BecauseOf(String step, Reason cause) implements Reason {
    @Override
    public String sentence() {
      return "step '" + step + "': " + cause.sentence();
    }
  }
}
