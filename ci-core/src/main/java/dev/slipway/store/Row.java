package dev.slipway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of a result. Valid only while the function that got it runs; for one thread.
 *
 * @since 0.1
 */
public final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  /** A value that is asked of the database. */
  private interface Getter<T extends @Nullable Object> {
    T get() throws SQLException;
  }

  /**
   * Returns a text.
   *
   * @throws IllegalStateException if the row has no such column, or there is nothing in it
   */
  public String text(String column) {
    String text = textOrNull(column);
    if (text == null) {
      throw new IllegalStateException("there is nothing in column '" + column + "'");
    }
    return text;
  }

  /**
   * Returns a text, or null if there is nothing in the column.
   *
   * @throws IllegalStateException if the row has no such column
   */
  public @Nullable String textOrNull(String column) {
    return value(column, () -> result.getString(column));
  }

  /**
   * Returns a number; 0 if there is nothing in the column.
   *
   * @throws IllegalStateException if the row has no such column, or there is no number in it
   */
  public long number(String column) {
    return value(column, () -> result.getLong(column));
  }

  /**
   * Returns a time, which is stored as milliseconds since 1970.
   *
   * @throws IllegalStateException if the row has no such column, or there is no number in it
   */
  public Instant time(String column) {
    return Instant.ofEpochMilli(number(column));
  }

  private static <T extends @Nullable Object> T value(String column, Getter<T> getter) {
    try {
      return getter.get();
    } catch (SQLException e) {
      throw new IllegalStateException("column '" + column + "' cannot be read", e);
    }
  }
}
