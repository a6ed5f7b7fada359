package dev.slipway.deploy.heroku;

import dev.slipway.deploy.release.Release;
import dev.slipway.secret.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration of an app tells of the release it is of: Heroku keeps it with each of its own releases, and nothing else that can be written.
 *
 * @param release the number of the release; 0 if there is none
 * @param made when the release was made: its number may be given again by another database
 * @param image the id of its image
 * @param previous the number of the release that was served before
 * @param token the fencing token of who made it so
 * @param variables the variables of the release, as far as others are not to have them
 */
record Marks(
    int release, String made, String image, int previous, long token, List<String> variables) {
  private static final String RELEASE = "SLIPWAY_RELEASE";
  private static final String MADE = "SLIPWAY_MADE";
  private static final String IMAGE = "SLIPWAY_IMAGE";
  private static final String PREVIOUS = "SLIPWAY_PREVIOUS";
  private static final String TOKEN = "SLIPWAY_TOKEN";
  private static final String VARIABLES = "SLIPWAY_VARIABLES";

  static Marks of(Map<String, String> configuration) {
    return new Marks(
        count(configuration, RELEASE),
        configuration.getOrDefault(MADE, ""),
        configuration.getOrDefault(IMAGE, ""),
        count(configuration, PREVIOUS),
        number(configuration, TOKEN),
        Stream.of(configuration.getOrDefault(VARIABLES, "").split(","))
            .filter(name -> !name.isEmpty())
            .toList());
  }

  private static int count(Map<String, String> configuration, String name) {
    long number = number(configuration, name);
    return number > Integer.MAX_VALUE ? 0 : (int) number;
  }

  /** What a person has changed counts for nothing. */
  private static long number(Map<String, String> configuration, String name) {
    String text = configuration.getOrDefault(name, "");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  boolean are(Release other) {
    return release == other.number() && made.equals(other.at().toString());
  }

  /** Returns what is to be changed in the configuration to note who has the app, while the same release is served. */
  static Map<String, @Nullable String> noting(int serving, long token) {
    Map<String, @Nullable String> changes = new LinkedHashMap<>();
    changes.put(PREVIOUS, Integer.toString(serving));
    changes.put(TOKEN, Long.toString(token));
    return changes;
  }

  /** Returns what is to be changed in the configuration for a release; null takes a variable away. */
  Map<String, @Nullable String> changesTo(
      Release next, String nextImage, int serving, long nextToken, Map<String, Secret> secrets) {
    Map<String, @Nullable String> changes = new LinkedHashMap<>();
    variables.forEach(name -> changes.put(name, null));
    changes.putAll(next.configuration());
    secrets.forEach((name, secret) -> changes.put(name, secret.reveal()));
    TreeSet<String> names = new TreeSet<>(next.configuration().keySet());
    names.addAll(secrets.keySet());
    changes.put(RELEASE, Integer.toString(next.number()));
    changes.put(MADE, next.at().toString());
    changes.put(IMAGE, nextImage);
    changes.put(PREVIOUS, Integer.toString(serving));
    changes.put(TOKEN, Long.toString(nextToken));
    changes.put(VARIABLES, String.join(",", names));
    return changes;
  }
}
