package dev.slipway.cache;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * A cache could not be read or written. No step fails of it: it runs as if nothing were kept.
 *
 * @since 0.1
 */
public final class CacheException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public CacheException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
