package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.model.PullPolicy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How an image is built. Immutable.
 *
 * @param context the directory, from the root of the workspace
 * @param dockerfile the file, from that directory
 * @param arguments build arguments
 * @param target the stage to build; empty for the last one
 * @param labels labels of the image
 * @param tags names of the image
 * @param cacheFrom images whose layers may be used again
 * @param platform what it is built for; empty for the platform of the engine
 * @param pull when the images it is built upon are fetched
 * @param logins secrets by the registries that the images it is built upon come from
 */
record BuildOptions(
    String context,
    String dockerfile,
    Map<String, String> arguments,
    String target,
    Map<String, String> labels,
    List<String> tags,
    List<String> cacheFrom,
    String platform,
    PullPolicy pull,
    Map<String, Image.Login> logins) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Makes options. */
  BuildOptions {
    arguments = Map.copyOf(arguments);
    labels = Map.copyOf(labels);
    tags = List.copyOf(tags);
    cacheFrom = List.copyOf(cacheFrom);
    logins = Map.copyOf(logins);
  }

  static BuildOptions in(String context) {
    return new BuildOptions(
        context,
        "Dockerfile",
        Map.of(),
        "",
        Map.of(),
        List.of(),
        List.of(),
        "",
        PullPolicy.IF_MISSING,
        Map.of());
  }

  /** Returns a copy with a change. */
  BuildOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new BuildOptions(
        context,
        draft.dockerfile,
        draft.arguments,
        draft.target,
        draft.labels,
        draft.tags,
        draft.cacheFrom,
        draft.platform,
        draft.pull,
        draft.logins);
  }

  /** Returns a copy with the values of variables in arguments and names. */
  BuildOptions filled(Map<String, String> variables) {
    return with(draft -> {
      draft.arguments.replaceAll((name, value) -> VariableText.filled(value, variables));
      draft.tags.replaceAll(name -> VariableText.imageName(name, variables));
      draft.cacheFrom.replaceAll(name -> VariableText.imageName(name, variables));
    });
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    inside("build context", context).ifPresent(problems::add);
    inside("Dockerfile", dockerfile).ifPresent(problems::add);
    tags.forEach(
        tag -> Names.destination("tag", VariableText.sample(tag)).ifPresent(problems::add));
    cacheFrom.forEach(image -> ImageName.problem("image for the cache", VariableText.sample(image))
        .ifPresent(problems::add));
    for (String argument : arguments.keySet()) {
      if (!NAME.matcher(argument).matches()) {
        problems.add(new Problem(
            "build argument",
            "the name '" + argument + "'",
            "letters, digits and '_'",
            "correct it as the Dockerfile has it"));
      }
    }
    Names.platform("build", platform).ifPresent(problems::add);
    return problems;
  }

  private static Optional<Problem> inside(String what, String path) {
    try {
      Path relative = Path.of(path);
      if (!relative.isAbsolute() && !relative.normalize().startsWith("..")) {
        return Optional.empty();
      }
    } catch (InvalidPathException e) {
      // told below
    }
    return Optional.of(new Problem(
        what, "the path '" + path + "'", "a path within the workspace", "leave out / and .."));
  }

  /** Returns all of it for people and for comparison: a build is not resumed with other options. */
  String describe() {
    return "context " + context + ", " + dockerfile
        + (target.isEmpty() ? "" : ", target " + target)
        + (arguments.isEmpty() ? "" : ", arguments " + new TreeMap<>(arguments))
        + (labels.isEmpty() ? "" : ", labels " + new TreeMap<>(labels))
        + (tags.isEmpty() ? "" : ", tags " + tags)
        + (cacheFrom.isEmpty() ? "" : ", cache from " + cacheFrom)
        + (platform.isEmpty() ? "" : ", platform " + platform)
        + (pull == PullPolicy.IF_MISSING ? "" : ", pull " + pull);
  }

  /** Options that are being changed. For one thread. */
  static final class Draft {
    String dockerfile;
    final Map<String, String> arguments;
    String target;
    final Map<String, String> labels;
    final List<String> tags;
    final List<String> cacheFrom;
    String platform;
    PullPolicy pull;
    final Map<String, Image.Login> logins;

    private Draft(BuildOptions options) {
      dockerfile = options.dockerfile;
      arguments = new HashMap<>(options.arguments);
      target = options.target;
      labels = new HashMap<>(options.labels);
      tags = new ArrayList<>(options.tags);
      cacheFrom = new ArrayList<>(options.cacheFrom);
      platform = options.platform;
      pull = options.pull;
      logins = new HashMap<>(options.logins);
    }
  }
}
