package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.List;

/**
 * A definition has mistakes. The exception holds all that were found, each with its place and remedy.
 *
 * @since 0.1
 */
public final class DefinitionException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception for mistakes that were found together. */
  public DefinitionException(List<Problem> problems) {
    super(problems, null);
  }
}
