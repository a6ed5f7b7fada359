package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something a step waits for before it starts: a time, a decision, a lease. While it waits it holds no thread, no slot and no
 * container, and time limits do not count. A build that only waits at gates survives the closing of its engine and can be
 * resumed later, in another process.
 *
 * @since 0.1
 */
public interface Gate {

  /** Returns the name of the gate, for people. */
  String name();

  /**
   * Asks whether the step may start. Asked again after the time the last answer named, when the build is told to look again,
   * and after a restart. Called from any thread that may block, never twice at once for one step.
   */
  Answer ask(Question question);

  /**
   * Returns what a simulation asks in its place, where that depends on the time alone; without it the gate is open in a simulation, unless
   * the simulation says otherwise.
   */
  default Optional<Gate> inSimulation() {
    return Optional.empty();
  }

  /** Returns a gate that opens at a time. */
  static Gate until(Instant time) {
    return new UntilTime(time);
  }

  /**
   * What a gate is asked.
   *
   * @param buildId which build asks
   * @param step the name of the step
   * @param context what the build was asked for with
   * @param artifacts the artifacts that the action uses; none in a simulation that does not make them
   * @param outputs the outputs that the action uses, by the steps they are of; without those of steps that have none
   * @param time the engine's time
   * @param since when the step first asked
   */
  record Question(
      String buildId,
      String step,
      BuildContext context,
      Map<ArtifactRef, Artifact> artifacts,
      Map<StepRef<?>, Object> outputs,
      Time time,
      Instant since) {
    /** Makes a question. */
    public Question {
      artifacts = Map.copyOf(artifacts);
      outputs = Map.copyOf(outputs);
    }

    /** Returns what time it is. */
    public Instant now() {
      return time.now();
    }
  }

  /** What a gate answers. */
  sealed interface Answer permits Open, Wait, Refused {}

  /**
   * The step may start.
   *
   * @param lease what it holds until it has ended
   */
  record Open(Lease lease) implements Answer {
    /** Makes the answer. */
    public Open {
      Objects.requireNonNull(lease, "lease");
    }
  }

  /**
   * The step has to wait.
   *
   * @param why what it waits for, as a clause
   * @param again when to ask again, longer than zero
   */
  record Wait(String why, Duration again) implements Answer {
    /**
     * Makes the answer.
     *
     * @throws IllegalArgumentException if the time is not longer than zero
     */
    public Wait {
      Objects.requireNonNull(why, "why");
      if (again.isNegative() || again.isZero()) {
        throw new IllegalArgumentException(
            "a gate must name a time longer than zero, not " + again);
      }
    }
  }

  /**
   * The step may never start; it ends as errored.
   *
   * @param problem why
   */
  record Refused(Problem problem) implements Answer {
    /** Makes the answer. */
    public Refused {
      Objects.requireNonNull(problem, "problem");
    }
  }

  /** A gate that opens at a time. */
  record UntilTime(Instant time) implements Gate {
    @Override
    public String name() {
      return "not before " + time;
    }

    @Override
    public Answer ask(Question question) {
      return question.now().isBefore(time)
          ? new Wait("it is not yet " + time, Duration.between(question.now(), time))
          : new Open(Lease.none());
    }

    @Override
    public Optional<Gate> inSimulation() {
      return Optional.of(this);
    }
  }
}
