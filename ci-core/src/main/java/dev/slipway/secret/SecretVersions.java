package dev.slipway.secret;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A source that keeps the versions of its secrets, as vaults do. Whoever notes the version of a secret can have the same value again later, so no copy of it is needed. Implementations are safe for
 * use by many threads, may block, and look each time they are asked.
 *
 * @since 0.1
 */
public interface SecretVersions {

  /**
   * Looks for the version of a secret that counts now.
   *
   * @param name what the secret is called
   * @return empty if the source does not have it
   * @throws SlipwayException if the source cannot be asked, or has a value that cannot be taken
   */
  Optional<Version> latest(String name);

  /**
   * Looks for a version of a secret, as {@link #latest} once told it.
   *
   * @return empty if the source does not have it, or not any more
   * @throws SlipwayException if the source cannot be asked, or has a value that cannot be taken
   */
  Optional<Secret> find(String name, String version);

  /**
   * Returns the version of a secret that counts now.
   *
   * @throws SecretUnavailableException if the source does not have the secret
   * @throws SlipwayException if the source cannot be asked, or has a value that cannot be taken
   */
  default Version require(String name) {
    return latest(name)
        .orElseThrow(() -> new SecretUnavailableException(
            new Problem(
                "secret '" + name + "'",
                "it is not in " + this,
                "a source that has it",
                "add it to the source, or correct the name"),
            null));
  }

  /**
   * A secret in one of its versions. Prints without the secret.
   *
   * @param secret the secret
   * @param id what the source calls the version: at most 200 letters, digits and {@code ._:/+=-}; no secret
   * @since 0.1
   */
  record Version(Secret secret, String id) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/+=-]{1,200}");

    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the version is called otherwise than described
     */
    public Version {
      Objects.requireNonNull(secret, "secret");
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException("the version of secret '" + secret.name()
            + "' is not called by letters, digits and ._:/+=-, or is longer than 200 of them");
      }
    }
  }
}
