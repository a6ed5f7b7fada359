package dev.slipway.model;

import java.util.List;
import java.util.Objects;

/**
 * What a step does: commands, or Java code. Immutable.
 *
 * @since 0.1
 */
public sealed interface Work {
  /** Returns the type of the output. */
  Class<?> outputType();

  /**
   * Commands, run one after the other until one fails.
   *
   * @param commands what to run
   */
  record Commands(List<Command> commands) implements Work {
    /** Makes the work. */
    public Commands {
      commands = List.copyOf(commands);
    }

    @Override
    public Class<?> outputType() {
      return Void.class;
    }
  }

  /**
   * Java code.
   *
   * @param action the code
   * @param outputType the type of what it returns
   */
  record Action(StepAction<?> action, Class<?> outputType) implements Work {
    /** Makes the work. */
    public Action {
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(outputType, "outputType");
    }
  }
}
