package dev.slipway.model;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a plan says of one step. Immutable.
 *
 * @since 0.1
 */
public final class PlannedStep {
  /** Whether a step is part of the build. */
  public enum State {
    /** It runs. */
    RUN,
    /** It runs only if something before it does not go well. */
    ON_FAILURE,
    /** It runs in any case. */
    ALWAYS,
    /** It does not run. */
    SKIP
  }

  private final String name;
  private final State state;
  private final @Nullable Reason reason;
  private final int stage;

  PlannedStep(String name, State state, @Nullable Reason reason, int stage) {
    this.name = name;
    this.state = state;
    this.reason = reason;
    this.stage = stage;
  }

  /** Returns the full name of the step. */
  public String name() {
    return name;
  }

  /** Returns whether it is part of the build. */
  public State state() {
    return state;
  }

  /** Returns why it is skipped, if it is. */
  public Optional<Reason> reason() {
    return Optional.ofNullable(reason);
  }

  /**
   * Returns in which stage it runs, from 1; 0 if it is skipped. A step is one stage behind the latest step it must wait for, so
   * steps of one stage can run together.
   */
  public int stage() {
    return stage;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PlannedStep that
        && name.equals(that.name)
        && state == that.state
        && stage == that.stage
        && Objects.equals(reason, that.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, state, stage, reason);
  }

  /** Returns the step as a line of the plan's text. */
  @Override
  public String toString() {
    return switch (state) {
      case RUN -> name;
      case ON_FAILURE -> name + " (only after a failure)";
      case ALWAYS -> name + " (in any case)";
      case SKIP -> name + " is skipped: " + (reason == null ? "" : reason.sentence());
    };
  }
}
