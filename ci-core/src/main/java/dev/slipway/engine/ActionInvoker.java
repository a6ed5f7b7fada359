package dev.slipway.engine;

import dev.slipway.model.Step;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls the Java code of steps; a simulation puts a script in its place. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ActionInvoker {

  /** Returns what runs the action itself. */
  static ActionInvoker direct() {
    return (step, action, context) -> action.run(context);
  }

  /** Does what the action of a step does, as {@link StepAction#run} says. */
  @Nullable
  Object invoke(Step step, StepAction<?> action, StepContext context) throws Exception;
}
