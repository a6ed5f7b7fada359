package dev.slipway.deploy;

import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.PostgresServer;
import dev.slipway.store.Database;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Secrets of releases that are kept in a real PostgreSQL. */
@NeedsProgram("psql")
class PostgresSecretsIT extends ReleaseSecretsTest {
  @RegisterExtension
  static final PostgresServer SERVER = new PostgresServer();

  private final Database database = SERVER.fresh();

  @Override
  Database database() {
    return database;
  }

  /** What is in the tables is asked of the server: its files are its own. */
  @Override
  String kept() {
    return database
        .read(t -> t.list("SELECT sealed FROM slipway_release_secret", row -> row.text("sealed")))
        .toString();
  }
}
