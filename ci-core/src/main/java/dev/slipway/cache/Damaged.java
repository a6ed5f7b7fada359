package dev.slipway.cache;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is kept is not what was written. */
final class Damaged extends IOException {
  private static final long serialVersionUID = 1;

  Damaged(String found, @Nullable Throwable cause) {
    super(found, cause);
  }
}
