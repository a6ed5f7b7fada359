package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells where the name of an image leaves the grammar. */
final class ImageNameChecks {
  private static final String EXPECTED = "a name such as registry.example:5000/team/app:1.2";
  private static final int LONGEST_PATH = 255;
  private static final int LONGEST_TAG = 128;
  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final Pattern HOST = Pattern.compile(
      "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
          + "|\\[[0-9A-Fa-f:]+]");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern SHA_256 = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern OTHER_DIGEST = Pattern.compile(
      "(?!sha256:)[A-Za-z][A-Za-z0-9]*([+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}");
  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");

  private final String place;
  private final String name;
  private @Nullable Problem problem;

  private ImageNameChecks(String place, String name) {
    this.place = place;
    this.name = name;
  }

  static Optional<Problem> problem(String place, String name) {
    ImageNameChecks checks = new ImageNameChecks(place, name);
    checks.check();
    return Optional.ofNullable(checks.problem);
  }

  private void check() {
    if (name.isBlank()) {
      problem = new Problem(place, "a blank image", "a text", "fill it in");
    } else if (name.codePoints()
        .anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      wrong("has white space in it", "leave it out");
    } else if (name.contains("://")) {
      String scheme = name.substring(0, name.indexOf("://") + 3);
      wrong("begins with '" + scheme + "'", "leave that out");
    } else if (BARE_ID.matcher(name).matches()) {
      wrong("looks like the id of an image", "write 'sha256:' before an id");
    } else {
      int at = name.indexOf('@');
      if (at >= 0) {
        digest(name.substring(at + 1));
      }
      named(at < 0 ? name : name.substring(0, at));
    }
  }

  private void digest(String digest) {
    if (!SHA_256.matcher(digest).matches() && !OTHER_DIGEST.matcher(digest).matches()) {
      wrong(
          "has the digest '" + digest + "'",
          "write 'sha256:' and 64 digits of 0-9 and a-f behind the '@'");
    }
  }

  private void named(String text) {
    String registry = ImageName.registryIn(text);
    String rest = registry.isEmpty() ? text : text.substring(registry.length() + 1);
    if (!registry.isEmpty()) {
      registry(registry);
    }
    int colon = rest.indexOf(':');
    path(colon < 0 ? rest : rest.substring(0, colon));
    if (colon >= 0) {
      tag(rest.substring(colon + 1));
    }
  }

  private void registry(String registry) {
    int colon = registry.lastIndexOf(':');
    boolean hasPort = colon > registry.lastIndexOf(']');
    String host = hasPort ? registry.substring(0, colon) : registry;
    String port = hasPort ? registry.substring(colon + 1) : "";
    if (!HOST.matcher(host).matches()) {
      wrong("has the registry '" + host + "'", "write the name of a host before the first '/'");
    }
    boolean isPort = PORT.matcher(port).matches() && Integer.parseInt(port) <= HIGHEST_PORT;
    if (hasPort && !isPort) {
      wrong("has the port '" + port + "'", "write a number up to 65535 behind the host");
    }
  }

  private void path(String path) {
    if (path.length() > LONGEST_PATH) {
      wrong(
          "has a path of " + path.length() + " characters",
          "use at most " + LONGEST_PATH + " characters");
    }
    for (String component : path.split("/", -1)) {
      if (component.isEmpty()) {
        wrong("has an empty part in its path", "write something before and after each '/'");
      } else if (!component.equals(component.toLowerCase(Locale.ROOT))) {
        wrong("has capital letters in '" + component + "'", "write its path in lower case");
      } else if (!COMPONENT.matcher(component).matches()) {
        wrong(
            "has the part '" + component + "' in its path",
            "use a-z and 0-9 with single '.', '_' or '-' between them");
      }
    }
  }

  private void tag(String tag) {
    if (tag.isEmpty()) {
      wrong("has nothing behind its ':'", "write a tag there, or leave out the ':'");
    } else if (tag.length() > LONGEST_TAG) {
      wrong(
          "has a tag of " + tag.length() + " characters",
          "use at most " + LONGEST_TAG + " characters");
    } else if (!TAG.matcher(tag).matches()) {
      wrong(
          "has the tag '" + tag + "'",
          "use letters, digits, '_', '.' and '-', and begin with none of the last two");
    }
  }

  /** Keeps the first thing that is wrong: what follows from it would only confuse. */
  private void wrong(String found, String remedy) {
    if (problem == null) {
      problem = new Problem(place, "the image name '" + name + "' " + found, EXPECTED, remedy);
    }
  }
}
