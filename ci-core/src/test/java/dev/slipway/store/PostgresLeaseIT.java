package dev.slipway.store;

import dev.slipway.git.NeedsProgram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Leases on a real PostgreSQL server. */
@NeedsProgram("psql")
class PostgresLeaseIT extends LeaseContract {
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
}
