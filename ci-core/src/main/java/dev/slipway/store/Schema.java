package dev.slipway.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The tables of one owner in a database, as numbered changes: the first makes them, each later one leads from a version to the next.
 * A change that was released once is never edited. Immutable.
 *
 * @param owner whose tables they are
 * @param changes the changes, each of one or more statements that end with a semicolon at the end of a line; they must be understood
 *     by SQLite and PostgreSQL
 * @since 0.1
 */
public record Schema(String owner, List<String> changes) {
  private static final int SHORT = 16;

  /**
   * Makes a schema.
   *
   * @throws NullPointerException if a part is null
   */
  public Schema {
    Objects.requireNonNull(owner, "owner");
    changes = List.copyOf(changes);
  }

  /** Returns the schema with the given changes, oldest first. */
  public static Schema of(String owner, String... changes) {
    return new Schema(owner, List.of(changes));
  }

  /** Returns the statements of a change, counted from 1. */
  List<String> statements(int version) {
    return List.of(changes.get(version - 1).split(";\\s*(?:\\n|$)")).stream()
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  /** Returns what tells whether a change is still the one that was carried out. */
  String checksum(int version) {
    String plain = changes.get(version - 1).replaceAll("\\s+", " ").strip();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, SHORT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java virtual machine has SHA-256", e);
    }
  }
}
