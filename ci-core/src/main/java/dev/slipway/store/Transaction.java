package dev.slipway.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are carried out together or not at all. Valid only while the work that got it runs; for one thread.
 *
 * <p>Values are texts, whole numbers, booleans (stored as 0 and 1), times (stored as milliseconds since 1970) or null. They are
 * never made part of the text of a statement.
 *
 * @since 0.1
 */
public final class Transaction {
  private final Connection connection;
  private final Dialect dialect;

  Transaction(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** Carries out a statement that changes something and returns how many rows it has changed. */
  public int update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new Failed(e);
    }
  }

  /** Returns what a query finds, each row made into a value. */
  public <T> List<T> list(String sql, Function<Row, T> reader, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet result = statement.executeQuery()) {
      Row row = new Row(result);
      List<T> found = new ArrayList<>();
      while (result.next()) {
        found.add(reader.apply(row));
      }
      return List.copyOf(found);
    } catch (SQLException e) {
      throw new Failed(e);
    }
  }

  /** Returns the first row that a query finds, made into a value. */
  public <T> Optional<T> first(String sql, Function<Row, T> reader, @Nullable Object... values) {
    return list(sql, reader, values).stream().findFirst();
  }

  /** Returns the time that all processes that share the database agree on. */
  Instant now(Instant ofThisMachine) {
    return dialect.clock().flatMap(sql -> first(sql, row -> row.time("now"))).orElse(ofThisMachine);
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        bind(statement, i + 1, values[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    if (value instanceof Boolean flag) {
      statement.setLong(place, flag ? 1 : 0);
    } else if (value instanceof Instant time) {
      statement.setLong(place, time.toEpochMilli());
    } else if (value instanceof Number number) {
      statement.setLong(place, number.longValue());
    } else {
      statement.setString(place, value == null ? null : value.toString());
    }
  }

  /** A failure of the database, on its way to where it is told or the work is done again. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final SQLException why;

    Failed(SQLException why) {
      super(why);
      this.why = why;
    }

    SQLException why() {
      return why;
    }
  }
}
