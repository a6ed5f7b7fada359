package dev.slipway.store;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * A database could not be used. Nothing of the transaction that was under way is stored.
 *
 * @since 0.1
 */
public final class StoreException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public StoreException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
