package dev.slipway.cache;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/** There is a secret in something that was to be kept. */
final class SecretFound extends SlipwayException {
  private static final long serialVersionUID = 1;

  private final String place;

  /**
   * @param place where it was found, without the secret
   */
  SecretFound(String place) {
    super(new Problem(
        place,
        "a secret of the build",
        "files without secrets in what is kept for other builds",
        "keep the file elsewhere, or delete it at the end of the step"));
    this.place = place;
  }

  String place() {
    return place;
  }
}
