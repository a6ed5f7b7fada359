package dev.slipway.store;

import dev.slipway.diagnostic.Problem;
import java.util.Map;
import java.util.stream.Collectors;

/** Brings the tables of one owner to the version that this program knows, within one transaction. */
final class Migration {
  private static final String TABLE = """
      CREATE TABLE IF NOT EXISTS slipway_schema (
        owner TEXT NOT NULL,
        version BIGINT NOT NULL,
        checksum TEXT NOT NULL,
        applied_at TEXT DEFAULT CURRENT_TIMESTAMP,
        PRIMARY KEY (owner, version)
      )""";

  private final Transaction transaction;
  private final Dialect dialect;
  private final Schema schema;
  private final String place;

  Migration(Transaction transaction, Dialect dialect, Schema schema, String database) {
    this.transaction = transaction;
    this.dialect = dialect;
    this.schema = schema;
    this.place = database + ", tables of " + schema.owner();
  }

  void run() {
    dialect.lockOfTables().ifPresent(sql -> transaction.first(sql, row -> row.number("locked")));
    transaction.update(TABLE);
    Map<Integer, String> done = transaction
        .list(
            "SELECT version, checksum FROM slipway_schema WHERE owner = ?",
            row -> Map.entry((int) row.number("version"), row.text("checksum")),
            schema.owner())
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    check(done);
    for (int version = done.size() + 1; version <= schema.changes().size(); version++) {
      schema.statements(version).forEach(transaction::update);
      transaction.update(
          "INSERT INTO slipway_schema (owner, version, checksum) VALUES (?, ?, ?)",
          schema.owner(),
          version,
          schema.checksum(version));
    }
  }

  private void check(Map<Integer, String> done) {
    int known = schema.changes().size();
    if (done.size() > known) {
      throw new StoreException(
          new Problem(
              place,
              "version " + done.size() + ", made by a newer release of this program",
              "version " + known + " or an older one",
              "use the newer release, or another database"),
          null);
    }
    done.forEach((version, checksum) -> {
      if (!checksum.equals(schema.checksum(version))) {
        throw new StoreException(
            new Problem(
                place,
                "change " + version + " is not the one that was carried out here",
                "a change that stays as it was released",
                "use the release that made the tables, or another database"),
            null);
      }
    });
  }
}
