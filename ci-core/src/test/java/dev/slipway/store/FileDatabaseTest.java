package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.Jvm;
import dev.slipway.fixture.TinyDisk;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database in a file. */
class FileDatabaseTest extends DatabaseContract {
  private static final Schema SCHEMA =
      Schema.of("kill", "CREATE TABLE acknowledged (process TEXT, n BIGINT);");

  @TempDir
  private Path directory;

  @Override
  Database fresh() {
    return Database.file(directory.resolve("sub").resolve("slipway.db"));
  }

  @Test
  void twoProcessesShareItAndWhatTheyAcknowledgedSurvivesTheirKilling() throws Exception {
    Path file = directory.resolve("shared.db");
    for (int round = 0; round < 3; round++) {
      List<Process> writers = List.of(writer(file, "a" + round), writer(file, "b" + round));
      List<String> acknowledged = new ArrayList<>();
      List<BufferedReader> lines = writers.stream().map(Process::inputReader).toList();
      for (int i = 0; i < 40; i++) {
        acknowledged.add(lines.get(0).readLine());
        acknowledged.add(lines.get(1).readLine());
      }
      for (Process writer : writers) {
        writer.toHandle().destroyForcibly();
        writer.waitFor();
      }
      for (BufferedReader reader : lines) {
        reader.lines().filter(line -> line.endsWith(".")).forEach(acknowledged::add);
      }
      List<String> stored = Database.file(file)
          .read(t -> t.list(
              "SELECT process, n FROM acknowledged",
              row -> row.text("process") + " " + row.number("n") + "."));
      assertThat(stored).containsAll(acknowledged);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(80).doesNotContainNull();
    }
  }

  /** Writes numbers, and says which are stored, until it is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      Database database = Database.file(Path.of(arguments[0]));
      database.migrate(SCHEMA);
      for (int i = 0; ; i++) {
        int n = i;
        database.write(
            t -> t.update("INSERT INTO acknowledged (process, n) VALUES (?, ?)", arguments[1], n));
        System.out.println(arguments[1] + " " + n + ".");
      }
    }
  }

  private Process writer(Path file, String name) throws Exception {
    return new ProcessBuilder(Jvm.command(Writer.class, file, name))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void aFullDiskIsToldAndLosesNothing() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(directory.resolve("disk"), 512)) {
      Database database = Database.file(disk.path().resolve("slipway.db"));
      database.migrate(SCHEMA);
      String filler = "x".repeat(20_000);
      List<Integer> stored = new ArrayList<>();
      assertThatThrownBy(() -> {
            for (int i = 0; i < 100; i++) {
              int n = i;
              database.write(
                  t -> t.update("INSERT INTO acknowledged (process, n) VALUES (?, ?)", filler, n));
              stored.add(i);
            }
          })
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(disk.path().toString())
          .hasMessageContaining("make room on its disk");
      List<Integer> found =
          database.read(t -> t.list("SELECT n FROM acknowledged", row -> (int) row.number("n")));
      assertThat(found).containsExactlyElementsOf(stored);
    }
  }

  @Test
  void aThreadThatIsInterruptedDoesNotWaitForWhoKeepsTheFileBusy() throws Exception {
    Path file = directory.resolve("busy.db");
    Database database = Database.file(file);
    database.migrate(SCHEMA);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> database.write(t -> t.update("DELETE FROM acknowledged")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("find out which process holds it for so long");
      assertThat(Thread.interrupted()).isTrue();
      statement.execute("ROLLBACK");
    }
    database.write(t -> t.update("DELETE FROM acknowledged"));
  }

  @Test
  void whatIsNoDatabaseIsTold() throws Exception {
    Path file = Files.writeString(directory.resolve("text.db"), "not a database, ".repeat(100));
    assertThatThrownBy(() -> Database.file(file).migrate(SCHEMA))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("database " + file)
        .hasMessageContaining("restore the file from a backup, or name another file");
    assertThat(file).content().startsWith("not a database");
  }

  @Test
  void aDirectoryInItsPlaceIsTold() {
    assertThatThrownBy(() -> Database.file(directory).migrate(SCHEMA))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("database " + directory);
    assertThatThrownBy(() -> Database.file(Path.of("/dev/null/x.db")).read(t -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("its directory cannot be made");
  }
}
