package dev.slipway.engine;

import dev.slipway.model.BuildContext;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Revision;
import dev.slipway.model.Step;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment variables of steps. */
final class BuildVariables {
  private BuildVariables() {}

  /** Returns those of a build: what CI tells about it, the pipeline's own, and those of the request, which win. */
  static Map<String, String> of(String buildId, Pipeline pipeline, BuildContext context) {
    Revision revision = context.revision();
    Map<String, String> all = new HashMap<>();
    all.put("CI", "true");
    all.put("CI_NAME", "slipway");
    all.put("CI_BUILD_ID", buildId);
    all.put("CI_PIPELINE", pipeline.name());
    all.put("CI_EVENT", context.event().name().toLowerCase(Locale.ROOT));
    all.put("CI_COMMIT_ID", revision.id());
    all.put("CI_COMMIT_MESSAGE", revision.message());
    all.put("CI_COMMITTER_NAME", revision.author());
    all.put("CI_COMMITTER_EMAIL", revision.email());
    put(all, "CI_BRANCH", revision.branch());
    put(all, "CI_TAG", revision.tag());
    all.putAll(pipeline.variables());
    all.putAll(context.environment());
    return Map.copyOf(all);
  }

  /** Returns those of a step: the build's, the step's own, and its secrets. */
  static Map<String, String> of(Map<String, String> build, Step step, Secrets secrets) {
    Map<String, String> all = new HashMap<>(build);
    all.put("CI_STEP", step.name());
    all.putAll(step.execution().variables());
    step.execution()
        .secrets()
        .forEach((variable, secret) -> all.put(variable, secrets.get(secret).reveal()));
    return all;
  }

  private static void put(Map<String, String> all, String name, @Nullable String value) {
    if (value != null) {
      all.put(name, value);
    }
  }
}
