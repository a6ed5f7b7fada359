package dev.slipway.docker;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Asks the Docker Engine once per test run and decides what happens to the tests that need it. */
final class DockerCondition implements ExecutionCondition {
  private static final Namespace STORE = Namespace.create(DockerCondition.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    DockerProbe probe = new DockerProbe(
        DockerProbe.addressFrom(System.getenv("DOCKER_HOST")), Duration.ofSeconds(5));
    Optional<?> whyNot = context
        .getRoot()
        .getStore(STORE)
        .getOrComputeIfAbsent("why not", key -> probe.whyNot(), Optional.class);
    ConditionEvaluationResult result =
        decide(System.getProperty("slipway.it", "auto"), whyNot.map(Object::toString));
    if (result.isDisabled()) {
      // Surefire prints how many tests it skipped, but not why.
      System.out.println(context.getDisplayName() + " " + result.getReason().orElseThrow());
    }
    return result;
  }

  static ConditionEvaluationResult decide(String mode, Optional<String> whyNot) {
    if (!mode.equals("auto") && !mode.equals("required")) {
      throw new IllegalArgumentException(
          "slipway.it is '" + mode + "'; it must be 'auto' or 'required'");
    }
    if (whyNot.isEmpty()) {
      return ConditionEvaluationResult.enabled("a Docker Engine answers");
    }
    String reason = "not run, no Docker Engine answers: " + whyNot.get();
    if (mode.equals("required")) {
      throw new IllegalStateException(reason + "; with slipway.it=required this is a failure."
          + " Start an engine, set DOCKER_HOST, or leave slipway.it out");
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
