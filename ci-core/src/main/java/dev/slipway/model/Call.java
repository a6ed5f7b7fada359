package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * Shapes of lambdas that {@link GroupBuilder#call} takes beside {@link StepAction}.
 *
 * @since 0.1
 */
public final class Call {
  private Call() {}

  /** A Java step without input and output. */
  @FunctionalInterface
  public interface Plain {
    /** Does the work, as {@link StepAction#run} says. */
    void run(StepContext context) throws Exception;
  }

  /** A Java step with an input and no output. */
  @FunctionalInterface
  public interface Using<A> {
    /** Does the work, as {@link StepAction#run} says. */
    void run(StepContext context, A input) throws Exception;
  }

  /** A Java step with an input and an output. */
  @FunctionalInterface
  public interface Mapping<A, T> {
    /** Does the work, as {@link StepAction#run} says. */
    @Nullable
    T run(StepContext context, A input) throws Exception;
  }
}
