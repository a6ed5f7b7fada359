package dev.slipway.deploy;

import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.PostgresServer;
import dev.slipway.store.Database;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gates of deployments by a real PostgreSQL. */
@NeedsProgram("psql")
class PostgresGatesIT extends DeployGatesTest {
  @RegisterExtension
  static final PostgresServer SERVER = new PostgresServer();

  private final Database database = SERVER.fresh();

  @Override
  Database database() {
    return database;
  }
}
