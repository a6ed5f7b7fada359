package dev.slipway.config.codeship;

import dev.slipway.config.codeship.BuildPlaces.ImageBuild;
import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Kind;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.config.yaml.YamlWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a project as {@code slipway.yml}. For one thread, once. */
final class SlipwayTranslation {
  private static final Map<String, String> VARIABLES = Map.ofEntries(
      Map.entry("ProjectID", "CI_PIPELINE"),
      Map.entry("RepoName", "CI_PIPELINE"),
      Map.entry("BuildID", "CI_BUILD_ID"),
      Map.entry("Branch", "CI_REF"),
      Map.entry("CommitID", "CI_COMMIT_ID"),
      Map.entry("CommitMessage", "CI_COMMIT_MESSAGE"),
      Map.entry("CommitDescription", "CI_COMMIT_DESCRIPTION"),
      Map.entry("CommitterName", "CI_COMMITTER_NAME"),
      Map.entry("CommitterEmail", "CI_COMMITTER_EMAIL"),
      Map.entry("CommitterUsername", "CI_COMMITTER_NAME"),
      Map.entry("Time", "CI_STRING_TIME"),
      Map.entry("StringTime", "CI_STRING_TIME"),
      Map.entry("Timestamp", "CI_TIMESTAMP"));

  private final CodeshipProject project;
  private final StepNames names = new StepNames();
  private final TranslationNotes notes = new TranslationNotes();
  private final IdentityHashMap<CodeshipStep, List<ImageBuild>> builds;
  private final Map<String, String> buildSteps = new HashMap<>();
  private final TranslatedServices services;

  SlipwayTranslation(CodeshipProject project) {
    this.project = project;
    this.builds = BuildPlaces.of(project);
    this.services = new TranslatedServices(project, notes, buildSteps);
  }

  String text() {
    Path name = project.directory().toAbsolutePath().normalize().getFileName();
    Map<String, Object> pipeline = new LinkedHashMap<>();
    pipeline.put("pipeline", StepNames.clean(name == null ? "codeship" : name.toString()));
    pipeline.put("when", TranslatedConditions.notSkipped());
    pipeline.put("steps", entries(project.steps()));
    return head() + YamlWriter.write(pipeline);
  }

  private String head() {
    StringBuilder head = new StringBuilder(
        "# Translated from the two files of a CodeShip Pro project. The keys imageBuild and"
            + " imagePush come with ci-docker.\n");
    List<String> lines = notes.lines();
    if (!lines.isEmpty()) {
      head.append("#\n# To look at, since it could not be said here as it was there:\n");
      lines.forEach(line -> head.append("# - ").append(line).append('\n'));
    }
    return head.append('\n').toString();
  }

  private List<Object> entries(List<CodeshipStep> steps) {
    List<Object> entries = new ArrayList<>();
    for (CodeshipStep step : steps) {
      builds.getOrDefault(step, List.of()).forEach(build -> entries.add(build(build)));
      entries.add(
          step.common().onFail().isEmpty()
              ? entry(step, TranslatedConditions.of(step))
              : withCures(step));
    }
    return entries;
  }

  /** What is done after a failure of a step stands beside it, and waits for it alone. */
  private Map<String, Object> withCures(CodeshipStep step) {
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("serial", names.unique(StepNames.base(step) + " and on fail"));
    condition(TranslatedConditions.of(step), both);
    List<Object> entries = new ArrayList<>();
    Map<String, Object> entry = entry(step, null);
    entries.add(entry);
    String name = String.valueOf(entry.values().iterator().next());
    for (Run cure : step.common().onFail()) {
      Map<String, Object> after = new LinkedHashMap<>();
      after.put("step", names.unique(StepNames.base(step) + " on fail"));
      services.step(services.service(cure.service()), cure.command(), after);
      after.put("needs", name);
      after.put("onFailure", true);
      entries.add(after);
    }
    both.put("steps", entries);
    return both;
  }

  private Map<String, Object> entry(CodeshipStep step, @Nullable Object condition) {
    if (step instanceof Run run) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("step", names.of(run));
      condition(condition, out);
      services.step(services.service(run.service()), run.command(), out);
      services.credentials(run.common().place(), run.common().credentials(), null);
      return out;
    }
    return step instanceof Push push ? push(push, condition) : group((Group) step, condition);
  }

  private Map<String, Object> group(Group group, @Nullable Object condition) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(group.kind() == Kind.PARALLEL ? "parallel" : "serial", names.of(group));
    if (group.kind() == Kind.MANUAL) {
      notes.add(
          group.common().place(),
          "the manual group is part of builds with the variable CI_BUILD_APPROVED, as in CodeShip after an approval");
    }
    condition(condition, out);
    out.put("steps", entries(group.steps()));
    return out;
  }

  private Map<String, Object> push(Push push, @Nullable Object condition) {
    Map<String, Object> out = new LinkedHashMap<>();
    String name = names.of(push);
    out.put("run", name);
    condition(condition, out);
    CodeshipService service = services.service(push.service());
    String own = push.common().name();
    Map<String, String> values = Map.of(
        "Ci",
        "true",
        "CiName",
        "codeship",
        "StepName",
        own == null ? push.service() : own,
        "ServiceName",
        push.service(),
        "ImageName",
        push.image());
    String tag = Template.parse(push.tag()).translated(values, VARIABLES, true);
    Map<String, Object> to = new LinkedHashMap<>();
    to.put("image", services.image(service));
    to.put("to", push.destination() + (tag.isEmpty() ? "" : ":" + tag));
    out.put("imagePush", to);
    services.credentials(push.common().place(), push.common().credentials(), "'" + name + "'");
    return out;
  }

  private Map<String, Object> build(ImageBuild wanted) {
    CodeshipService service = wanted.service();
    CodeshipService.Build build = service.build();
    if (build == null) {
      throw new IllegalStateException("an image that is not built");
    }
    String name = names.unique("build " + service.name());
    buildSteps.put(service.imageName(), name);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("run", name);
    condition(TranslatedConditions.any(wanted.users()), out);
    Path root = project.directory().toAbsolutePath().normalize();
    Path directory = root.resolve(build.context()).normalize();
    Map<String, Object> image = new LinkedHashMap<>();
    String context = directory.startsWith(root) ? root.relativize(directory).toString() : "..";
    image.put("context", context.isEmpty() ? "." : context);
    String dockerfile = build.dockerfileIn(root, directory);
    if (!dockerfile.equals("Dockerfile")) {
      image.put("dockerfile", dockerfile);
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    build
        .args()
        .forEach((argument, value) -> arguments.put(
            argument,
            Template.parse(value)
                .translated(Map.of("Ci", "true", "CiName", "codeship"), VARIABLES, false)));
    TranslatedServices.some("arg", arguments, image);
    if (build.encryptedArgs() != null || build.encryptedArgsFile() != null) {
      notes.add(
          service.place(),
          "encrypted build arguments are left out: arguments stay in the image, for everybody to read");
    }
    if (build.image() != null) {
      image.put("tag", build.image());
    }
    out.put("imageBuild", image);
    services.credentials(service.place(), service.credentials(), "'" + name + "'");
    return out;
  }

  private static void condition(@Nullable Object condition, Map<String, Object> out) {
    if (condition != null) {
      out.put("when", condition);
    }
  }
}
