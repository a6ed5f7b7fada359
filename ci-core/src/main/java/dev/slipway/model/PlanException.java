package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.List;

/**
 * A pipeline cannot be planned for what a build was asked for with: a parameter is missing, not known, or of the wrong type.
 *
 * @since 0.1
 */
public final class PlanException extends SlipwayException {
  private static final long serialVersionUID = 1;

  PlanException(List<Problem> problems) {
    super(problems, null);
  }
}
