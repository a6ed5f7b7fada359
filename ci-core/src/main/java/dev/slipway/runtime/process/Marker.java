package dev.slipway.runtime.process;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What tells the processes of one session from all others: a word in an environment variable that children inherit. A build
 * that itself runs Slipway adds its word to the inherited ones, so that the outer build still finds everything.
 */
record Marker(String word) {
  static final String VARIABLE = "SLIPWAY_SESSION";
  private static final String INHERITED = System.getenv().getOrDefault(VARIABLE, "");

  static Marker forSessionOf(String buildId) {
    return new Marker(prefix(buildId) + UUID.randomUUID());
  }

  /** Returns the marker of what is found as a build of one session. */
  static Marker of(String name) {
    return new Marker(prefix(name) + "1");
  }

  /** Returns a test for words of a build, other than those this very process was started with. */
  static Predicate<String> ofBuild(String buildId) {
    String prefix = prefix(buildId);
    Set<String> own =
        Set.of(new java.util.LinkedHashSet<>(words(INHERITED)).toArray(String[]::new));
    return word -> word.startsWith(prefix) && !own.contains(word);
  }

  static java.util.List<String> words(String value) {
    return java.util.List.of(value.split(" "));
  }

  String value() {
    return INHERITED.isEmpty() ? word : INHERITED + " " + word;
  }

  private static String prefix(String buildId) {
    return URLEncoder.encode(buildId, StandardCharsets.UTF_8) + "/";
  }
}
