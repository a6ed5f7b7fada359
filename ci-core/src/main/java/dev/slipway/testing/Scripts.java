package dev.slipway.testing;

import dev.slipway.diagnostic.Problem;
import dev.slipway.engine.ActionInvoker;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Acts out the scripts of Java steps. */
final class Scripts implements ActionInvoker {
  private final Function<String, StepScript> scripts;

  Scripts(Function<String, StepScript> scripts) {
    this.scripts = scripts;
  }

  /** Lets the time of a script go by; a script that ignores the request to stop sleeps on. */
  static void take(Time time, StepScript script) throws InterruptedException {
    Instant end = time.now().plus(script.taking);
    while (time.now().isBefore(end)) {
      try {
        time.sleep(Duration.between(time.now(), end));
      } catch (InterruptedException e) {
        if (!script.ignoresStop) {
          throw e;
        }
      }
    }
  }

  @Override
  public @Nullable Object invoke(Step step, StepAction<?> action, StepContext context)
      throws Exception {
    StepScript script = scripts.apply(step.name());
    if (!script.text.isEmpty()) {
      script.text.lines().forEach(context.log()::line);
    }
    take(context.time(), script);
    if (script.isBad(context.attempt())) {
      if (script.fault != null) {
        throw new RuntimeUnavailableException(script.fault, null);
      } else if (script.thrown != null) {
        throw script.thrown;
      } else if (script.exitCode != 0) {
        throw new StepFailedException(new Reason.Said("the simulation says so"));
      }
    }
    if (script.runsReally) {
      return action.run(context);
    }
    return script.output != null ? script.output : action.standIn().orElse(null);
  }

  @Override
  public List<Problem> preflight(Step step, StepAction<?> action, BuildContext context) {
    return scripts.apply(step.name()).runsReally ? action.preflight(context) : List.of();
  }

  /** Gates that depend on the time alone are asked; others are code of the user and follow the script. */
  @Override
  public List<Gate> gates(Step step, StepAction<?> action) {
    StepScript script = scripts.apply(step.name());
    List<Gate> gates = action.gates();
    if (script.runsReally) {
      return gates;
    }
    return gates.stream()
        .map(gate -> gate.inSimulation()
            .orElseGet(() -> new ScriptedGate(gate.name(), script.gateOpensAfter)))
        .toList();
  }

  /** A gate that opens some time after it was first asked; at once if no time is given. */
  private record ScriptedGate(String name, @Nullable Duration after) implements Gate {
    @Override
    public Answer ask(Question question) {
      Instant opens = after == null ? question.since() : question.since().plus(after);
      return question.now().isBefore(opens)
          ? new Wait("the simulation opens it at " + opens, Duration.between(question.now(), opens))
          : new Open(Lease.none());
    }
  }
}
