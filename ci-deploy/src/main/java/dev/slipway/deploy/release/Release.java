package dev.slipway.deploy.release;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is put into an environment: an artifact with its configuration and secrets. Going back to a release means the same artifact with
 * the same configuration and the same secrets. Immutable.
 *
 * @param number counted within its environment, from 1; never given twice
 * @param artifact the name of the artifact
 * @param digest {@code sha256:} and 64 hexadecimal digits of the artifact
 * @param configuration environment variables of the application; no secrets
 * @param secrets the secrets of the application by the variables in which it gets them; the value of each is a mark by which people see whether it changed
 * @param buildId the build that made it
 * @param commit the full id of the commit it was built from
 * @param at when it was made
 * @since 0.1
 */
public record Release(
    int number,
    String artifact,
    String digest,
    Map<String, String> configuration,
    Map<String, String> secrets,
    String buildId,
    String commit,
    Instant at) {

  /**
   * Makes a release.
   *
   * @throws NullPointerException if a part is null
   * @throws IllegalArgumentException if the number is not positive
   */
  public Release {
    if (number < 1) {
      throw new IllegalArgumentException("a release has a number from 1, not " + number);
    }
    Objects.requireNonNull(artifact, "artifact");
    Objects.requireNonNull(digest, "digest");
    configuration = Collections.unmodifiableMap(new TreeMap<>(configuration));
    // releases of the time before there were secrets have none
    secrets =
        Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElse(secrets, Map.of())));
    Objects.requireNonNull(buildId, "buildId");
    Objects.requireNonNull(commit, "commit");
    Objects.requireNonNull(at, "at");
  }

  /** Returns the release as JSON on one line, for targets that keep it beside its files. */
  public String toJson() {
    return Json.write(this);
  }

  /**
   * Returns the release that {@link #toJson} has written.
   *
   * @throws SlipwayException if the text is not that of a release
   */
  public static Release ofJson(String text) {
    return Json.read(text, Release.class);
  }

  /** Returns the release in words, such as {@code release 7 (commit 0123456789ab)}. */
  @Override
  public String toString() {
    String shortCommit = commit.length() <= 12 ? commit : commit.substring(0, 12);
    return "release " + number + " (commit " + shortCommit + ")";
  }
}
