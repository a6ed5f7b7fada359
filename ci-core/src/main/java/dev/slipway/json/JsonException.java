package dev.slipway.json;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a text is not the JSON that was asked for, a value has no JSON form, or a JSON path is not valid.
 *
 * @since 0.1
 */
public final class JsonException extends SlipwayException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  JsonException(Problem problem, int line, int column, @Nullable Throwable cause) {
    super(problem, cause);
    this.line = line;
    this.column = column;
  }

  /** Returns the line of the text where the mistake is, from 1; 0 if it is not a place in a text. */
  public int line() {
    return line;
  }

  /** Returns the column of the text where the mistake is, from 1; 0 if it is not a place in a text. */
  public int column() {
    return column;
  }
}
