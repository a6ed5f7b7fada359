package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Gate;
import dev.slipway.model.Step;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import java.util.List;
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

  /** Returns what would make the action fail, as {@link StepAction#preflight} says. */
  default List<Problem> preflight(Step step, StepAction<?> action, BuildContext context) {
    return action.preflight(context);
  }

  /** Returns what the action waits for, as {@link StepAction#gates} says. */
  default List<Gate> gates(Step step, StepAction<?> action) {
    return action.gates();
  }
}
