package dev.slipway.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks for programs and decides what happens to the tests that need them. */
public final class ProgramCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing = AnnotationSupport.findAnnotation(
            context.getElement(), NeedsProgram.class)
        .map(needs ->
            Arrays.stream(needs.value()).filter(name -> find(name).isEmpty()).toList())
        .orElse(List.of());
    ConditionEvaluationResult result = decide(System.getProperty("slipway.it", "auto"), missing);
    if (result.isDisabled()) {
      // Surefire prints how many tests it skipped, but not why.
      System.out.println(context.getDisplayName() + " " + result.getReason().orElseThrow());
    }
    return result;
  }

  static ConditionEvaluationResult decide(String mode, List<String> missing) {
    if (!mode.equals("auto") && !mode.equals("required")) {
      throw new IllegalArgumentException(
          "slipway.it is '" + mode + "'; it must be 'auto' or 'required'");
    }
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("the programs are there");
    }
    String reason = "not run, not installed: " + String.join(", ", missing);
    if (mode.equals("required")) {
      throw new IllegalStateException(reason + "; with slipway.it=required this is a failure."
          + " Install it, or leave slipway.it out");
    }
    return ConditionEvaluationResult.disabled(reason);
  }

  public static Optional<Path> find(String program) {
    Stream<String> path =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator));
    return Stream.concat(path, Stream.of("/usr/sbin", "/usr/local/sbin"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
