package dev.slipway.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Leases in a file. */
class FileLeaseTest extends LeaseContract {
  @TempDir
  private Path directory;

  @Override
  Database fresh() {
    return Database.file(directory.resolve("slipway.db"));
  }
}
