package dev.slipway.browser;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * No page can be opened on this machine: a program is missing, or the browser does not start. It says nothing about the application.
 *
 * @since 0.1
 */
public final class BrowserUnavailableException extends SlipwayException {
  private static final long serialVersionUID = 1;

  BrowserUnavailableException(Problem problem, @Nullable Exception cause) {
    super(problem, cause);
  }
}
