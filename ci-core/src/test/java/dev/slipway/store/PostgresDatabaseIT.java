package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.PostgresServer;
import dev.slipway.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database of a real PostgreSQL SERVER. */
@NeedsProgram("psql")
class PostgresDatabaseIT extends DatabaseContract {
  @RegisterExtension
  static final PostgresServer SERVER = new PostgresServer();

  @Override
  Database fresh() {
    return SERVER.fresh();
  }

  @Test
  void aWrongPasswordIsToldWithoutIt() {
    Database database = Database.postgresql(
        SERVER.url("postgres"), "ci", Secret.of("PGPASSWORD", "wrong horse battery"));
    assertThatThrownBy(() -> database.read(t -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("database " + SERVER.url("postgres"))
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
