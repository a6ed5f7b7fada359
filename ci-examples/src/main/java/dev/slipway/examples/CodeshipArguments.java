package dev.slipway.examples;

import dev.slipway.model.ImageName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the story of CodeShip projects is told with. */
record CodeshipArguments(
    Path directory,
    @Nullable String branch,
    @Nullable String tag,
    @Nullable String plan,
    boolean push,
    Map<String, String> environment,
    @Nullable Path key,
    @Nullable String imageCache,
    Map<String, String> substitutes) {
  static final String USAGE =
      "codeship DIR [--branch B] [--tag T] [--plan text|json|slipway.yml] [--push] [--env K=V]... [--key FILE]"
          + " [--substitute-image FROM=TO]... [--image-cache REPOSITORY]";

  static CodeshipArguments parse(List<String> arguments) {
    Map<String, String> once = new LinkedHashMap<>();
    Map<String, String> environment = new LinkedHashMap<>();
    Map<String, String> substitutes = new LinkedHashMap<>();
    List<String> directories = new ArrayList<>();
    boolean push = false;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      switch (name) {
        case "--push" -> push = true;
        case "--env" -> pair(environment, name, arguments, ++i);
        case "--substitute-image" -> pair(substitutes, name, arguments, ++i);
        case "--branch", "--tag", "--plan", "--key", "--image-cache" ->
          once.put(name, value(name, arguments, ++i));
        default -> {
          if (name.startsWith("-")) {
            throw new IllegalArgumentException(
                "Argument '" + name + "' is not known; usage: " + USAGE);
          }
          directories.add(name);
        }
      }
    }
    substitutes.forEach((from, to) -> Stream.of(from, to).forEach(ImageName::parse));
    String plan = once.get("--plan");
    if (directories.size() != 1
        || (plan != null && !List.of("text", "json", "slipway.yml").contains(plan))) {
      throw new IllegalArgumentException("usage: " + USAGE);
    }
    String key = once.get("--key");
    return new CodeshipArguments(
        Path.of(directories.get(0)),
        once.get("--branch"),
        once.get("--tag"),
        plan,
        push,
        environment,
        key == null ? null : Path.of(key),
        once.get("--image-cache"),
        substitutes);
  }

  private static String value(String name, List<String> arguments, int index) {
    if (index >= arguments.size()) {
      throw new IllegalArgumentException("Argument " + name + " has no value; usage: " + USAGE);
    }
    return arguments.get(index);
  }

  private static void pair(
      Map<String, String> pairs, String name, List<String> arguments, int index) {
    String text = value(name, arguments, index);
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException(
          "Argument " + name + " has the value '" + text + "' without '='; usage: " + USAGE);
    }
    pairs.put(text.substring(0, equals), text.substring(equals + 1));
  }
}
