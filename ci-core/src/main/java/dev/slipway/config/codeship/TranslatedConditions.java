package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Kind;
import dev.slipway.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what chooses the steps of a project as conditions of {@code slipway.yml}. */
final class TranslatedConditions {
  private static final String APPROVAL = "CI_BUILD_APPROVED";

  private TranslatedConditions() {}

  /** Returns the condition of a step or group, or null if it is part of every build. */
  static @Nullable Object of(CodeshipStep step) {
    return all(parts(step));
  }

  /** Returns the condition that one of several steps is part of a build, each with the groups around it; null for every build. */
  static @Nullable Object any(List<List<CodeshipStep>> ways) {
    List<Object> conditions = new ArrayList<>();
    for (List<CodeshipStep> way : ways) {
      Object condition =
          all(way.stream().flatMap(step -> parts(step).stream()).distinct().toList());
      if (condition == null) {
        return null;
      }
      if (!conditions.contains(condition)) {
        conditions.add(condition);
      }
    }
    return conditions.size() == 1 ? conditions.get(0) : Map.of("anyOf", conditions);
  }

  /** Returns the condition that the message of the commit does not ask for no build. */
  static Object notSkipped() {
    List<String> marks = CodeshipBuild.SKIP.stream().map(LinearPattern::quoted).toList();
    return Map.of("not", Map.of("message", String.join("|", marks)));
  }

  private static List<Object> parts(CodeshipStep step) {
    List<Object> parts = new ArrayList<>();
    CodeshipStep.Common common = step.common();
    if (common.tag() != null) {
      parts.add(ref(common.tag()));
    }
    if (common.exclude() != null) {
      parts.add(Map.of("not", ref(common.exclude())));
    }
    if (step instanceof Group group && group.kind() == Kind.MANUAL) {
      parts.add(Map.of("variable", APPROVAL));
      parts.add(Map.of("not", Map.of("variable", Map.of(APPROVAL, ""))));
      parts.add(Map.of("not", Map.of("variable", Map.of(APPROVAL, "false"))));
    }
    return parts;
  }

  private static @Nullable Object all(List<Object> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    Map<String, Object> several = new LinkedHashMap<>();
    several.put("allOf", parts);
    return parts.size() == 1 ? parts.get(0) : several;
  }

  /** A regular expression as it is, and a plain name as one that nothing else matches. */
  private static Object ref(String rule) {
    String expression = TagRule.of(rule).isExpression() ? rule : LinearPattern.exactly(rule);
    // a name that is too long for an expression is that of no branch
    return LinearPattern.problem(expression).isPresent()
        ? Map.of("not", "always")
        : Map.of("ref", expression);
  }
}
