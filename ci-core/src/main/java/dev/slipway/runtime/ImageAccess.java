package dev.slipway.runtime;

import dev.slipway.model.PullProgress;
import dev.slipway.secret.Secret;
import java.util.Optional;

/**
 * What a runtime is given to fetch images with: the secrets that they name for their registries, and an ear. Implementations
 * are thread-safe.
 *
 * @since 0.1
 */
public interface ImageAccess {
  /** Returns access without any secret, and to which progress does not matter. */
  static ImageAccess none() {
    return new ImageAccess() {
      @Override
      public Optional<Secret> secret(String name) {
        return Optional.empty();
      }

      @Override
      public void progress(PullProgress progress) {}
    };
  }

  /** Returns a secret that an image names; empty if it was not looked up. */
  Optional<Secret> secret(String name);

  /** Tells how far a download is: when it begins, from time to time, and when it is over. Returns at once. */
  void progress(PullProgress progress);
}
