package dev.slipway.store;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** In what the database systems differ. */
enum Dialect {
  /** A file. One process writes at a time, and a transaction that writes begins so. */
  SQLITE("org.xerial:sqlite-jdbc", "jdbc:sqlite:"),
  /** A server. Transactions that get into each other's way are done again. */
  POSTGRESQL("org.postgresql:postgresql", "jdbc:postgresql:");

  private static final Set<String> IN_THE_WAY = Set.of("40001", "40P01");
  private static final int SQLITE_BUSY = 5;
  private static final int PRIMARY_CODE = 0xff;

  /** What to do, by the result code of SQLite. */
  private static final Map<Integer, String> SQLITE_REMEDIES = Map.of(
      SQLITE_BUSY,
      "find out which process holds it for so long",
      8,
      "let this user write the file and its directory",
      11,
      "restore the file from a backup, or name another file",
      13,
      "make room on its disk",
      14,
      "name a file in a directory that this user can write",
      26,
      "restore the file from a backup, or name another file");

  /** What to do, by the beginning of the SQLSTATE of PostgreSQL. */
  private static final Map<String, String> POSTGRESQL_REMEDIES = Map.of(
      "08", "see to it that the server runs and can be reached",
      "28", "correct the user and the password",
      "3D", "make the database, or correct its name",
      "42501", "let this user make and change tables",
      "53100", "make room on the disk of the server",
      "53300", "let the server have more connections, or pass a pool");

  private final String driver;
  private final String url;

  Dialect(String driver, String url) {
    this.driver = driver;
    this.url = url;
  }

  /** Returns the coordinates of its driver. */
  String driver() {
    return driver;
  }

  /** Returns the query for its clock, where processes on several machines need one; a file has that of its machine. */
  Optional<String> clock() {
    return this == SQLITE
        ? Optional.empty()
        : Optional.of("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now");
  }

  /** Returns the statement that keeps others from changing tables at the same time, where a transaction does not do so. */
  Optional<String> lockOfTables() {
    return this == SQLITE
        ? Optional.empty()
        : Optional.of("SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(7547929)) l");
  }

  /** Returns how often work is tried that others are in the way of. A file makes it wait each time, a server does not. */
  int attempts() {
    return this == SQLITE ? 98 : 200;
  }

  /** Returns whether its driver is on the class path. */
  boolean hasDriver() {
    return DriverManager.drivers().anyMatch(this::serves);
  }

  private boolean serves(Driver one) {
    try {
      return one.acceptsURL(url);
    } catch (SQLException e) {
      return false; // it does not know the URL
    }
  }

  /** Returns what people can do about a failure. */
  String remedy(SQLException e) {
    String any = "mend the cause and try again";
    if (this == SQLITE) {
      return SQLITE_REMEDIES.getOrDefault(e.getErrorCode() & PRIMARY_CODE, any);
    }
    String state = String.valueOf(e.getSQLState());
    return POSTGRESQL_REMEDIES.entrySet().stream()
        .filter(each -> state.startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(any);
  }

  /** Returns whether the work may succeed if it is done again. */
  boolean isInTheWay(SQLException e) {
    return this == SQLITE
        ? (e.getErrorCode() & PRIMARY_CODE) == SQLITE_BUSY
        : IN_THE_WAY.contains(String.valueOf(e.getSQLState()));
  }
}
