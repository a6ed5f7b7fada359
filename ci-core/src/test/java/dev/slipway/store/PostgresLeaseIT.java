package dev.slipway.store;

import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.PostgresServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Leases on a real PostgreSQL SERVER. */
@NeedsProgram("psql")
class PostgresLeaseIT extends LeaseContract {
  @RegisterExtension
  static final PostgresServer SERVER = new PostgresServer();

  @Override
  Database fresh() {
    return SERVER.fresh();
  }
}
