package dev.slipway.config;

import dev.slipway.model.Command;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands of a step, and which of the three ways to write them fits. */
record Commands(List<Command> all) {
  static Commands of(Step step) {
    return new Commands(step.work() instanceof Work.Commands work ? work.commands() : List.of());
  }

  /** Returns the scripts, if there is nothing else. */
  @Nullable
  List<String> scripts() {
    List<String> scripts =
        all.stream().map(StepShapes::script).filter(script -> script != null).toList();
    return scripts.isEmpty() || scripts.size() < all.size() ? null : scripts;
  }

  /** Returns the words of the one program. */
  @Nullable
  List<String> alone() {
    return all.size() == 1 && scripts() == null ? all.get(0).argv() : null;
  }

  /** Returns all, if there are several and not only scripts. */
  @Nullable
  List<Command> mixed() {
    return all.size() > 1 && scripts() == null ? all : null;
  }
}
