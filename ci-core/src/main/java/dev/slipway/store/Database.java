package dev.slipway.store;

import dev.slipway.diagnostic.Problem;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Where what must outlive processes is kept: a file, which processes of one machine may share, or a PostgreSQL server, which
 * processes of many machines may share. What was stored survives SIGKILL and, as far as disks keep what they promise, the loss of
 * power. Immutable and thread-safe. There is nothing to close: a connection lives as long as a transaction, and whoever has a pool
 * passes it as a {@link DataSource}.
 *
 * <p>Both are used by JDBC. The driver of SQLite ({@code org.xerial:sqlite-jdbc}) comes with this library; that of PostgreSQL
 * ({@code org.postgresql:postgresql}) has to be added.
 *
 * @since 0.1
 */
public final class Database {
  /** Half a minute in all for a file: a second first, and then less, so that an interrupted thread is soon heard. */
  private static final int FIRST_PATIENCE_MILLIS = 1_000;

  private static final int NEXT_PATIENCE_MILLIS = 300;

  private final String place;
  private final Dialect dialect;
  private final Connector connector;
  private final Set<Schema> ready = ConcurrentHashMap.newKeySet();

  private Database(String place, Dialect dialect, Connector connector) {
    this.place = place;
    this.dialect = dialect;
    this.connector = connector;
  }

  /** Makes connections. */
  private interface Connector {
    Connection connect(boolean writes, boolean first) throws SQLException;
  }

  /**
   * What is done within a transaction. It may be done several times until no other transaction is in its way, so it must have no other
   * effect.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T in(Transaction transaction);
  }

  /** Returns the database in a file. It and its directory are made when they are needed. Not for a file system of a network. */
  public static Database file(Path file) {
    Path absolute = file.toAbsolutePath();
    return new Database(
        "database " + absolute,
        Dialect.SQLITE,
        (writes, first) ->
            connectToFile(absolute, writes, first ? FIRST_PATIENCE_MILLIS : NEXT_PATIENCE_MILLIS));
  }

  /**
   * Returns a database of a PostgreSQL server.
   *
   * @param url such as {@code jdbc:postgresql://db.example/slipway}, without user and password
   * @throws IllegalArgumentException if it is not the URL of such a database
   */
  public static Database postgresql(String url, String user, Secret password) {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    if (!url.startsWith("jdbc:postgresql:") || url.contains("password=")) {
      throw new IllegalArgumentException(
          "a URL begins with jdbc:postgresql: and holds no password; this one does not: "
              + url.replaceAll("password=[^&]*", "password=***"));
    }
    return new Database("database " + url, Dialect.POSTGRESQL, (writes, first) -> {
      Properties properties = new Properties();
      properties.setProperty("user", user);
      properties.setProperty("password", password.reveal());
      properties.setProperty("ApplicationName", "slipway");
      properties.setProperty("connectTimeout", "10");
      properties.setProperty("socketTimeout", "60");
      properties.setProperty("tcpKeepAlive", "true");
      return DriverManager.getConnection(url, properties);
    });
  }

  /**
   * Returns a PostgreSQL database whose connections the application makes, such as those of a pool.
   *
   * @param name what it is called in errors
   */
  public static Database postgresql(String name, DataSource source) {
    Objects.requireNonNull(source, "source");
    return new Database(
        "database '" + name + "'", Dialect.POSTGRESQL, (writes, first) -> source.getConnection());
  }

  /**
   * Does work that only reads, on the state of one moment.
   *
   * @throws StoreException if the database cannot be used, or is kept busy for half a minute, or the thread is interrupted while it is
   */
  public <T> T read(Work<T> work) {
    return transact(Connection.TRANSACTION_REPEATABLE_READ, work);
  }

  /**
   * Does work that may change something. It is stored when this returns, and not at all when this throws.
   *
   * @throws StoreException if the database cannot be used, or is kept busy for half a minute, or the thread is interrupted while it is
   */
  public <T> T write(Work<T> work) {
    return transact(Connection.TRANSACTION_SERIALIZABLE, work);
  }

  /**
   * Brings the tables of an owner to the newest version, unless they have it. Does nothing when it is called again. Of several
   * processes that do it at once, one does and the others wait.
   *
   * @throws StoreException if the database cannot be used, or has a version that this program does not know
   */
  public void migrate(Schema schema) {
    if (!ready.contains(schema)) {
      // others are kept away by a lock, and what the one before did has to be seen when it is
      // granted
      transact(Connection.TRANSACTION_READ_COMMITTED, transaction -> {
        new Migration(transaction, dialect, schema, place).run();
        return schema;
      });
      ready.add(schema);
    }
  }

  private <T> T transact(int isolation, Work<T> work) {
    boolean writes = isolation != Connection.TRANSACTION_REPEATABLE_READ;
    SQLException inTheWay = null;
    for (int attempt = 0; attempt < dialect.attempts(); attempt++) {
      try (Connection connection = connector.connect(writes, attempt == 0)) {
        return commit(connection, isolation, work);
      } catch (Transaction.Failed | SQLException e) {
        SQLException why = e instanceof Transaction.Failed failed ? failed.why() : (SQLException) e;
        if (!dialect.isInTheWay(why)) {
          throw failed(why);
        }
        inTheWay = why;
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
      }
    }
    throw failed(Objects.requireNonNull(inTheWay));
  }

  private <T> T commit(Connection connection, int isolation, Work<T> work) throws SQLException {
    if (dialect == Dialect.POSTGRESQL) {
      connection.setTransactionIsolation(isolation);
    }
    connection.setAutoCommit(false);
    try {
      T done = work.in(new Transaction(connection, dialect));
      connection.commit();
      return done;
    } catch (SQLException | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static Connection connectToFile(Path file, boolean writes, int patienceMillis)
      throws SQLException {
    try {
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new SQLException("its directory cannot be made: " + e, e);
    }
    Properties properties = new Properties();
    properties.setProperty("busy_timeout", Integer.toString(patienceMillis));
    properties.setProperty("journal_mode", "WAL");
    properties.setProperty("synchronous", "FULL");
    // a transaction that reads first and writes later could find that another one wrote meanwhile
    properties.setProperty("transaction_mode", writes ? "IMMEDIATE" : "DEFERRED");
    return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
  }

  private StoreException failed(SQLException why) {
    String said = String.valueOf(why.getMessage()).strip();
    Problem problem = dialect.hasDriver()
        ? new Problem(place, said, "a database that can be read and written", dialect.remedy(why))
        : new Problem(
            place,
            "no JDBC driver for it on the class path",
            dialect.driver(),
            "add " + dialect.driver() + " to the dependencies");
    return new StoreException(problem, why);
  }

  @Override
  public String toString() {
    return place;
  }
}
