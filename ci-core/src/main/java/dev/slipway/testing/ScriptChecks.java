package dev.slipway.testing;

import dev.slipway.model.Pipeline;
import dev.slipway.model.Produced;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Refuses scripts that do not fit the pipeline, for they would prove nothing. */
final class ScriptChecks {
  private static final int MOST_NAMES = 50;

  private final Pipeline pipeline;

  ScriptChecks(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  static Duration notNegative(String what, Duration duration) {
    if (Objects.requireNonNull(duration, what).isNegative()) {
      throw new IllegalArgumentException("a " + what + " of " + duration + " is negative");
    }
    return duration;
  }

  static int bad(int exitCode) {
    if (exitCode == 0) {
      throw new IllegalArgumentException("a step with exit code 0 does not fail; name another one");
    }
    return exitCode;
  }

  static int atLeastOne(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          attempts + " attempts do not go wrong; the number is 1 or more");
    }
    return attempts;
  }

  Step step(String name) {
    return pipeline.step(name).orElseThrow(() -> {
      List<String> names =
          pipeline.steps().stream().map(Step::name).limit(MOST_NAMES).toList();
      return new IllegalArgumentException(
          "pipeline '" + pipeline.name() + "' has no step '" + name + "', only " + names);
    });
  }

  void javaStep(String name) {
    if (!(step(name).work() instanceof Work.Action)) {
      throw new IllegalArgumentException("step '" + name + "' runs commands, not Java code");
    }
  }

  void output(String name, Object output) {
    Class<?> type = step(name).work().outputType();
    if (type == Void.class) {
      throw new IllegalArgumentException("step '" + name + "' has no output");
    }
    if (!MethodType.methodType(type).wrap().returnType().isInstance(output)) {
      throw new IllegalArgumentException("the output of step '" + name + "' is of type "
          + type.getTypeName() + ", not " + output.getClass().getTypeName());
    }
  }

  void artifact(String name, String artifact) {
    List<String> names =
        step(name).produces().stream().map(Produced::name).distinct().toList();
    if (!names.contains(Objects.requireNonNull(artifact, "artifact"))) {
      throw new IllegalArgumentException(
          "step '" + name + "' declares no artifact '" + artifact + "', " + only(names));
    }
  }

  void secret(String name) {
    Set<String> names = new TreeSet<>();
    for (Step step : pipeline.steps()) {
      names.addAll(step.execution().secrets().values());
      if (step.work() instanceof Work.Action work) {
        names.addAll(work.action().secrets());
      }
    }
    if (!names.contains(Objects.requireNonNull(name, "name"))) {
      throw new IllegalArgumentException("no step of pipeline '" + pipeline.name()
          + "' declares secret '" + name + "', " + only(names));
    }
  }

  /** Every Java step that may come to its end must have an output to hand on. */
  void outputs(Function<String, StepScript> scripts) {
    List<String> unknown = pipeline.steps().stream()
        .filter(
            step -> step.work() instanceof Work.Action && step.work().outputType() != Void.class)
        .filter(step -> !hasOutput(step, scripts.apply(step.name())))
        .map(Step::name)
        .toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the output of " + unknown
              + " is not scripted; say it with returning(step, output), or run the real code with running(step)");
    }
  }

  private static boolean hasOutput(Step step, StepScript script) {
    return script.output != null
        || script.runsReally
        || script.neverReturns(step.retry().attempts())
        || ((Work.Action) step.work()).action().standIn().isPresent();
  }

  private static String only(Collection<String> names) {
    return names.isEmpty()
        ? "and none at all"
        : "only " + names.stream().limit(MOST_NAMES).toList();
  }
}
