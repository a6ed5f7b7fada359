package dev.slipway.config.codeship;

import dev.slipway.model.Revision;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a build knows of itself: the variables {@code CI_*} that commands see, and those of templates. Immutable; the methods that change
 * something return a copy.
 *
 * @param variables what commands see: name and value
 * @param values what templates see: name and value; what is not known is not there
 * @since 0.1
 */
public record CodeshipBuild(Map<String, String> variables, Map<String, String> values) {
  static final List<String> IN_PUSH_TAGS =
      List.of("CiName", "StepName", "ServiceName", "ImageName", "Time");
  /** What in a commit message asks for no build. */
  static final List<String> SKIP = List.of("--skip-ci", "--ci-skip", "[skip ci]", "[ci skip]");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

  /** Variable of commands by variable of templates. */
  private static final Map<String, String> NAMES = names();

  /**
   * Makes a build.
   *
   * @throws NullPointerException if a part is null
   */
  public CodeshipBuild {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns what is known before a build runs: its branch or, where there is none, its tag. */
  public static CodeshipBuild planned(@Nullable String branch, @Nullable String tag) {
    String name = Objects.requireNonNullElse(branch == null ? tag : branch, "");
    Map<String, String> values = new LinkedHashMap<>();
    if (!name.isEmpty()) {
      values.put("Branch", name);
    }
    values.put("Ci", "true");
    values.put("CiName", "codeship");
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CI", "true");
    variables.put("CI_NAME", "codeship");
    variables.put("CI_BRANCH", name);
    return new CodeshipBuild(variables, values);
  }

  /**
   * Returns all that is known of a build.
   *
   * @param revision what is built
   * @param repository the name of the repository, such as {@code team/shop}
   * @param buildId the id of the build
   * @param started when it began
   */
  public static CodeshipBuild of(
      Revision revision, String repository, String buildId, Instant started) {
    String stamp = Long.toString(started.getEpochSecond());
    String description = Objects.requireNonNullElse(
        revision.tag(), revision.id().substring(0, Math.min(7, revision.id().length())));
    return planned(revision.branch(), revision.tag())
        .with("BuildID", buildId)
        .with("CommitID", revision.id())
        .with("CommitMessage", revision.message())
        .with("CommitDescription", description)
        .with("CommitterName", revision.author())
        .with("CommitterEmail", revision.email())
        .with("CommitterUsername", revision.author())
        .with("ProjectID", repository)
        .with("RepoName", repository)
        .with("StringTime", TIME.format(started))
        .with("Timestamp", stamp)
        .withVariables(Map.of("CI_PR_NUMBER", "", "CI_PULL_REQUEST", "false"));
  }

  /** Returns a copy with more variables for commands; those that templates know, too, count for them as well. */
  public CodeshipBuild withVariables(Map<String, String> more) {
    Map<String, String> allVariables = new LinkedHashMap<>(variables);
    Map<String, String> allValues = new LinkedHashMap<>(values);
    new TreeMap<>(more).forEach((name, value) -> {
      allVariables.put(name, value);
      NAMES.forEach((template, variable) -> {
        if (variable.equals(name)) {
          allValues.put(template, value);
        }
      });
    });
    return new CodeshipBuild(allVariables, allValues);
  }

  /** Returns whether a person has approved what waits for approval: {@code CI_BUILD_APPROVED} is neither empty nor false. */
  public boolean approved() {
    String approval = variables.getOrDefault("CI_BUILD_APPROVED", "");
    return !approval.isEmpty() && !approval.equals("false");
  }

  /** Returns whether a commit message asks for no build: it has {@code --skip-ci}, {@code [skip ci]}, or one of these turned round. */
  public static boolean isSkippedBy(String message) {
    return SKIP.stream().anyMatch(message::contains);
  }

  /** Returns the tag of a push, with the variables filled in that are known, and without what no tag may have. */
  public String tag(CodeshipStep.Push push) {
    Map<String, String> all = new LinkedHashMap<>(values);
    String name = push.common().name();
    all.put("StepName", name == null ? push.service() : name);
    all.put("ServiceName", push.service());
    all.put("ImageName", push.image());
    return Template.parse(push.tag()).renderTag(all);
  }

  private CodeshipBuild with(String template, String value) {
    Map<String, String> allVariables = new LinkedHashMap<>(variables);
    Map<String, String> allValues = new LinkedHashMap<>(values);
    allVariables.put(Objects.requireNonNull(NAMES.get(template)), value);
    allValues.put(template, value);
    if (template.equals("StringTime")) {
      allValues.put("Time", value);
    }
    return new CodeshipBuild(allVariables, allValues);
  }

  /** Returns the names that templates of build arguments may use. */
  static List<String> templateNames() {
    return NAMES.keySet().stream().filter(name -> !IN_PUSH_TAGS.contains(name)).toList();
  }

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("ProjectID", "CI_PROJECT_ID");
    names.put("BuildID", "CI_BUILD_ID");
    names.put("RepoName", "CI_REPO_NAME");
    names.put("Branch", "CI_BRANCH");
    names.put("CommitID", "CI_COMMIT_ID");
    names.put("CommitMessage", "CI_COMMIT_MESSAGE");
    names.put("CommitDescription", "CI_COMMIT_DESCRIPTION");
    names.put("CommitterName", "CI_COMMITTER_NAME");
    names.put("CommitterEmail", "CI_COMMITTER_EMAIL");
    names.put("CommitterUsername", "CI_COMMITTER_USERNAME");
    names.put("Timestamp", "CI_TIMESTAMP");
    names.put("StringTime", "CI_STRING_TIME");
    names.put("Ci", "CI");
    names.put("CiName", "CI_NAME");
    return Collections.unmodifiableMap(names);
  }
}
