package dev.slipway.config.yaml;

import java.util.Comparator;
import java.util.Objects;

/**
 * A place in a file. Immutable. Not API for users.
 *
 * @param file the name of the file as people know it
 * @param line from 1
 * @param column from 1, in characters
 * @since 0.1
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
  private static final Comparator<Position> ORDER = Comparator.comparing(Position::file)
      .thenComparingInt(Position::line)
      .thenComparingInt(Position::column);

  /**
   * Makes a position.
   *
   * @throws NullPointerException if the file is null
   */
  public Position {
    Objects.requireNonNull(file, "file");
  }

  /** Returns the beginning of a file. */
  public static Position startOf(String file) {
    return new Position(file, 1, 1);
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /** Returns {@code file:line:column}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
