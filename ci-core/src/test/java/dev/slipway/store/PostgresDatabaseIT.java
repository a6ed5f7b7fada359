package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.git.NeedsProgram;
import dev.slipway.secret.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database of a real PostgreSQL server. */
@NeedsProgram("psql")
class PostgresDatabaseIT extends DatabaseContract {
  private static PostgresServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new PostgresServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  Database fresh() {
    return server.fresh();
  }

  @Test
  void aWrongPasswordIsToldWithoutIt() {
    Database database = Database.postgresql(
        server.url("postgres"), "ci", Secret.of("PGPASSWORD", "wrong horse battery"));
    assertThatThrownBy(() -> database.read(t -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("database " + server.url("postgres"))
        .hasMessageContaining("correct the user and the password")
        .hasMessageNotContaining("wrong horse");
  }

  @Test
  void aServerThatDoesNotAnswerIsTold() {
    Database database = Database.postgresql(
        "jdbc:postgresql://127.0.0.1:1/postgres", "ci", PostgresServer.PASSWORD);
    assertThatThrownBy(() -> database.read(t -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("see to it that the server runs and can be reached");
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> Database.postgresql(
            "jdbc:postgresql://h/d?user=a&password=hunter22", "ci", PostgresServer.PASSWORD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter22");
  }
}
