package dev.slipway.deploy.release;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is put into an environment: an artifact or an image, with its configuration and secrets. Going back to a release means the same content with
 * the same configuration and the same secrets. Immutable.
 *
 * @param number counted within its environment, from 1; never given twice
 * @param artifact the name of the artifact; of an image its name without tag and digest
 * @param digest {@code sha256:} and 64 hexadecimal digits of the artifact or the image
 * @param image the image by its digest, or by its id on the engine that built it; empty if files are released
 * @param configuration environment variables of the application; no secrets
 * @param secrets the secrets of the application by the variables in which it gets them; the value of each is a mark by which people see whether it changed, or name and version as its source has them, such as {@code shop/password@7}
 * @param hooks what its deployment does besides, as moment and name, such as {@code migrate schema}
 * @param buildId the build that made the artifact; empty if none did
 * @param commit the full id of the commit it was built from; empty if there is none
 * @param by who wanted it: of a build the author of the commit, as far as known; else whoever the caller named
 * @param at when it was made
 * @since 0.1
 */
public record Release(
    int number,
    String artifact,
    String digest,
    String image,
    Map<String, String> configuration,
    Map<String, String> secrets,
    List<String> hooks,
    String buildId,
    String commit,
    String by,
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
    // what is new in this record is missing in releases of earlier versions
    image = Objects.requireNonNullElse(image, "");
    configuration = Collections.unmodifiableMap(new TreeMap<>(configuration));
    secrets =
        Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElse(secrets, Map.of())));
    hooks = List.copyOf(Objects.requireNonNullElse(hooks, List.of()));
    Objects.requireNonNull(buildId, "buildId");
    Objects.requireNonNull(commit, "commit");
    by = Objects.requireNonNullElse(by, "");
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
    return "release " + number + (commit.isEmpty() ? "" : " (commit " + shortCommit + ")");
  }
}
