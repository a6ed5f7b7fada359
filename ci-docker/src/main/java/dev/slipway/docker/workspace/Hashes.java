package dev.slipway.docker.workspace;

import dev.slipway.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The content of files of the workspace as far as it is known, so that a file that was not changed is not read again.
 * Thread-safe.
 */
final class Hashes {
  /** Clocks of file systems go in steps; within one a file can be changed again and look the same. */
  private static final Duration STEP = Duration.ofMillis(100);

  private static final Duration LONG_STEP = Duration.ofSeconds(2);
  private static final int BUFFER = 64 * 1024;

  private final Time time;
  private final Map<Path, Known> known = new ConcurrentHashMap<>();

  Hashes(Time time) {
    this.time = time;
  }

  /** Returns the content of a file, which is read if need be. */
  String of(Path file, Stat stat) throws IOException {
    Known before = known.get(file);
    if (before != null && before.stat.equals(stat) && before.isSettled()) {
      return before.sha256;
    }
    Instant now = time.now();
    String sha256 = read(file);
    known.put(file, new Known(stat, sha256, now));
    return sha256;
  }

  /**
   * Takes down what a file holds.
   *
   * @param at a time not later than that of the look at the file
   */
  void put(Path file, Stat stat, String sha256, Instant at) {
    known.put(file, new Known(stat, sha256, at));
  }

  Instant now() {
    return time.now();
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java virtual machine has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String read(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
      }
    }
    return hex(digest);
  }

  /** A content, and how the file looked when it was read. */
  private record Known(Stat stat, String sha256, Instant at) {
    boolean isSettled() {
      Instant changed = stat.changed().toInstant();
      Duration step = stat.changed().toMillis() % 1000 == 0 ? LONG_STEP : STEP;
      return changed.plus(step).isBefore(at);
    }
  }
}
