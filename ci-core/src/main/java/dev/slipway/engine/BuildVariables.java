package dev.slipway.engine;

import dev.slipway.model.BuildContext;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Revision;
import dev.slipway.model.Step;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that all steps of a build have. Immutable.
 *
 * @param all name and value
 */
record BuildVariables(Map<String, String> all) {
  /** None, as long as it is not known what is built. */
  static final BuildVariables NONE = new BuildVariables(Map.of());

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssX", Locale.ROOT).withZone(ZoneOffset.UTC);

  BuildVariables {
    all = Map.copyOf(all);
  }

  /** Returns those of a build: what CI tells about it, the pipeline's own, and those of the request, which win. */
  static BuildVariables of(
      String buildId, Instant startedAt, Pipeline pipeline, BuildContext context) {
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
    all.put(
        "CI_COMMIT_DESCRIPTION",
        revision.tag() == null
            ? revision.id().substring(0, Math.min(7, revision.id().length()))
            : revision.tag());
    put(all, "CI_REF", revision.tag() == null ? revision.branch() : revision.tag());
    all.put("CI_TIMESTAMP", Long.toString(startedAt.getEpochSecond()));
    all.put("CI_STRING_TIME", TIME.format(startedAt));
    all.putAll(pipeline.variables());
    all.putAll(context.environment());
    return new BuildVariables(all);
  }

  /** Returns those of a step: the build's, the step's own, and its secrets. */
  Map<String, String> of(Step step, Secrets secrets) {
    Map<String, String> withSecrets = new HashMap<>(of(step));
    step.execution()
        .secrets()
        .forEach(
            (variable, secret) -> withSecrets.put(variable, secrets.get(secret).reveal()));
    return withSecrets;
  }

  /** Returns those of a step without its secrets. */
  Map<String, String> of(Step step) {
    Map<String, String> own = new HashMap<>(all);
    own.put("CI_STEP", step.name());
    own.putAll(step.execution().variables());
    return own;
  }

  private static void put(Map<String, String> all, String name, @Nullable String value) {
    if (value != null) {
      all.put(name, value);
    }
  }
}
