package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every kind of database has to do. */
abstract class DatabaseContract {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final String TABLE = "CREATE TABLE counter (name TEXT PRIMARY KEY, n BIGINT);";
  private static final Schema FIRST = Schema.of("test", TABLE);

  private Database database;

  /** Returns a database without tables. */
  abstract Database fresh() throws Exception;

  @BeforeEach
  void makeTables() throws Exception {
    database = fresh();
    database.migrate(FIRST);
  }

  private void put(String name, Object value) {
    database.write(t -> t.update("INSERT INTO counter (name, n) VALUES (?, ?)", name, value));
  }

  private long get(String name) {
    return database
        .read(t -> t.first("SELECT n FROM counter WHERE name = ?", row -> row.number("n"), name))
        .orElse(-1L);
  }

  @Test
  void whatWasWrittenIsRead() {
    put("a", 1);
    put("it's; -- \u20ac", true);
    put("time", NOW);
    assertThat(get("a")).isEqualTo(1);
    assertThat(get("it's; -- \u20ac")).isEqualTo(1);
    List<Instant> times = database.read(
        t -> t.list("SELECT n FROM counter WHERE name = ?", row -> row.time("n"), "time"));
    assertThat(times).containsExactly(NOW);
    assertThat(get("none")).isEqualTo(-1);
  }

  @Test
  void aTransactionThatFailsLeavesNothing() {
    assertThatThrownBy(() -> database.write(t -> {
          t.update("INSERT INTO counter (name, n) VALUES (?, ?)", "half", 1);
          throw new IllegalStateException("broken");
        }))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> database.write(t -> {
          t.update("INSERT INTO counter (name, n) VALUES (?, ?)", "half", 1);
          return t.update("INSERT INTO nowhere (name) VALUES (?)", "x");
        }))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("nowhere");
    assertThat(get("half")).isEqualTo(-1);
  }

  @Test
  void whatSeveralThreadsCountIsNotLost() throws Exception {
    put("sum", 0);
    inParallel(4, () -> {
      for (int i = 0; i < 50; i++) {
        database.write(t -> {
          long n = t.first("SELECT n FROM counter WHERE name = ?", row -> row.number("n"), "sum")
              .orElseThrow();
          return t.update("UPDATE counter SET n = ? WHERE name = ?", n + 1, "sum");
        });
      }
      return null;
    });
    assertThat(get("sum")).isEqualTo(200);
  }

  @Test
  void changesAreCarriedOutOnceInOrderAndByOneOfSeveral() throws Exception {
    Schema second = Schema.of(
        "test",
        TABLE,
        "ALTER TABLE counter ADD COLUMN note TEXT;\n UPDATE counter SET note = 'old';");
    put("a", 1);
    inParallel(4, () -> {
      database.migrate(second);
      return null;
    });
    List<String> notes =
        database.read(t -> t.list("SELECT note FROM counter", row -> row.text("note")));
    assertThat(notes).containsExactly("old");
    List<Long> versions = database.read(t -> t.list(
        "SELECT version FROM slipway_schema WHERE owner = 'test' ORDER BY version",
        row -> row.number("version")));
    assertThat(versions).containsExactly(1L, 2L);
  }

  @Test
  void aNewerVersionIsRefused() {
    database.migrate(Schema.of("test", TABLE, "CREATE TABLE more (n BIGINT);"));
    Schema another = Schema.of("test", TABLE + "\n\n");
    assertThatThrownBy(() -> database.migrate(another))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("tables of test: version 2, made by a newer release")
        .hasMessageContaining("use the newer release");
  }

  @Test
  void aChangeThatWasEditedIsRefused() {
    assertThatThrownBy(() -> database.migrate(Schema.of("test", "CREATE TABLE counter (n TEXT);")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("change 1 is not the one that was carried out here");
  }

  @Test
  void aChangeThatFailsLeavesTheVersionBefore() {
    Schema broken = Schema.of("test", TABLE, "CREATE TABLE half (n BIGINT);\nCREATE NONSENSE;");
    assertThatThrownBy(() -> database.migrate(broken)).isInstanceOf(StoreException.class);
    database.migrate(Schema.of("test", TABLE, "CREATE TABLE half (n BIGINT);"));
    List<Long> half = database.read(t -> t.list("SELECT n FROM half", row -> row.number("n")));
    assertThat(half).isEmpty();
  }

  static void inParallel(int threads, Callable<Void> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(work));
      }
      for (Future<Void> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
