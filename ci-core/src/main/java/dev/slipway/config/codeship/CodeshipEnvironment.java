package dev.slipway.config.codeship;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The environment variables of a service, with all its files read. Prints no value. Immutable.
 *
 * @param plain what anybody may see
 * @param secret what came out of encrypted files
 * @since 0.1
 */
public record CodeshipEnvironment(Map<String, String> plain, Map<String, String> secret) {
  /**
   * Makes an environment.
   *
   * @throws NullPointerException if a part is null
   */
  public CodeshipEnvironment {
    plain = Collections.unmodifiableMap(new LinkedHashMap<>(plain));
    secret = Collections.unmodifiableMap(new LinkedHashMap<>(secret));
  }

  /** Returns the names alone. */
  @Override
  public String toString() {
    return "CodeshipEnvironment[plain=" + plain.keySet() + ", secret=" + secret.keySet() + "]";
  }
}
