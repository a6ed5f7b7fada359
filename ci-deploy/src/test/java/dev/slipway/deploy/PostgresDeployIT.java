package dev.slipway.deploy;

import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.PostgresServer;
import dev.slipway.store.Database;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deployments that are recorded in a real PostgreSQL. */
@NeedsProgram("psql")
class PostgresDeployIT extends DeployTest {
  @RegisterExtension
  static final PostgresServer SERVER = new PostgresServer();

  private final Database database = SERVER.fresh();

  @Override
  Database database() {
    return database;
  }
}
