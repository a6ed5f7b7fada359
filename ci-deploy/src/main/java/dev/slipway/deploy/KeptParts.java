package dev.slipway.deploy;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.model.Artifact;
import dev.slipway.store.Database;
import dev.slipway.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is kept beside the releases of one environment, for as long as each is kept: its sealed secrets and the list of its files. Thread-safe. */
final class KeptParts {
  /** The tables, as the second and third change of the schema. */
  static final List<String> TABLES = List.of("""
      CREATE TABLE slipway_release_secret (
        environment TEXT NOT NULL,
        release BIGINT NOT NULL,
        variable TEXT NOT NULL,
        sealed TEXT NOT NULL,
        PRIMARY KEY (environment, release, variable)
      );
      """, """
      CREATE TABLE slipway_release_files (
        environment TEXT NOT NULL,
        release BIGINT NOT NULL,
        files TEXT NOT NULL,
        PRIMARY KEY (environment, release)
      );
      """);

  private final Database database;
  private final String environment;

  KeptParts(Database database, String environment) {
    this.database = database;
    this.environment = environment;
  }

  /** The files of a release, as they are written; their content is elsewhere. */
  record Manifest(List<Artifact.Entry> files) {}

  void add(
      Transaction transaction,
      int release,
      Map<String, String> sealed,
      List<Artifact.Entry> files) {
    sealed.forEach((variable, text) -> transaction.update(
        "INSERT INTO slipway_release_secret (environment, release, variable, sealed)"
            + " VALUES (?, ?, ?, ?)",
        environment,
        release,
        variable,
        text));
    transaction.update(
        "INSERT INTO slipway_release_files (environment, release, files) VALUES (?, ?, ?)",
        environment,
        release,
        Json.write(new Manifest(files)));
  }

  void remove(Transaction transaction, int release) {
    for (String table : List.of("slipway_release_secret", "slipway_release_files")) {
      transaction.update(
          "DELETE FROM " + table + " WHERE environment = ? AND release = ?", environment, release);
    }
  }

  /** Returns the sealed secrets of a release by their variables. */
  Map<String, String> sealed(int release) {
    Map<String, String> sealed = new TreeMap<>();
    database
        .read(t -> t.list(
            "SELECT variable, sealed FROM slipway_release_secret"
                + " WHERE environment = ? AND release = ?",
            row -> Map.entry(row.text("variable"), row.text("sealed")),
            environment,
            release))
        .forEach(each -> sealed.put(each.getKey(), each.getValue()));
    return sealed;
  }

  /**
   * Returns the files of the artifact of a release; none of an image.
   *
   * @throws RecordsException if they are not known
   */
  List<Artifact.Entry> files(int release) {
    return database
        .read(t -> t.list(
            "SELECT files FROM slipway_release_files WHERE environment = ? AND release = ?",
            row -> Json.read(row.text("files"), Manifest.class).files(),
            environment,
            release))
        .stream()
        .findFirst()
        .orElseThrow(() -> new RecordsException(
            new Problem(
                "environment '" + environment + "', release " + release,
                "which files it has is not known any more",
                "a release that is kept",
                "deploy its commit again"),
            null));
  }
}
