package dev.slipway.config;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.List;

/**
 * Files of a repository do not make a pipeline. The exception holds everything that was found, in the order of the file; the place of
 * each problem is {@code file:line:column}.
 *
 * @since 0.1
 */
public final class ConfigurationException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /**
   * Makes an exception for mistakes that were found together.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ConfigurationException(List<Problem> problems) {
    super(problems, null);
  }
}
