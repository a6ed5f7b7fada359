package dev.slipway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.model.LogStream;
import dev.slipway.model.Trust;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Keeps the results of steps between builds, by all that they depend on. Thread-safe.
 *
 * @since 0.1
 */
public final class StepResults {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST = 64 << 20;

  private final CacheStore store;

  private StepResults(CacheStore store) {
    this.store = store;
  }

  /** Returns results that are kept in a store. */
  public static StepResults in(CacheStore store) {
    return new StepResults(Objects.requireNonNull(store, "store"));
  }

  /** Returns where the results of a step lie, as a build sees them. */
  public static Shelf shelf(String pipeline, String step, Trust trust) {
    return new Shelf("results", pipeline + "\n" + step, trust);
  }

  /** Returns the key that parts make. */
  public static String key(SortedMap<String, String> parts) {
    return Hashes.of(parts);
  }

  /**
   * Returns the result with exactly these parts.
   *
   * @throws CacheException if the store cannot be read
   */
  public Optional<KeptResult> find(Shelf shelf, SortedMap<String, String> parts) {
    return store.find(shelf, key(parts)).flatMap(entry -> read(entry, LogTarget.NOWHERE));
  }

  /**
   * Says what is different from the result that was kept last, as phrases such as {@code the file src/A.java changed}.
   *
   * @throws CacheException if the store cannot be read
   */
  public List<String> changes(Shelf shelf, SortedMap<String, String> parts) {
    return store
        .newest(shelf)
        .flatMap(entry -> read(entry, LogTarget.NOWHERE))
        .map(newest -> Changes.between(newest.parts(), parts))
        .orElse(List.of("nothing is kept of it yet"));
  }

  /**
   * Writes the log of a kept result again.
   *
   * @throws CacheException if it is gone or cannot be read
   */
  public void replay(Shelf shelf, SortedMap<String, String> parts, LogTarget target) {
    store.find(shelf, key(parts)).ifPresent(entry -> read(entry, target));
  }

  /**
   * Keeps a result.
   *
   * @throws CacheException if it cannot be written
   * @throws InterruptedException if the thread is interrupted
   */
  public void keep(Shelf shelf, KeptResult result, LogRecording log) throws InterruptedException {
    byte[] head = Json.bytes(result);
    byte[] frames = log.frames();
    store.keep(shelf, key(result.parts()), out -> {
      DataOutputStream data = new DataOutputStream(out);
      data.writeInt(head.length);
      data.write(head);
      data.writeInt(frames.length);
      data.write(frames);
      data.flush();
    });
  }

  /** Reads an entry; one that is damaged is dropped, and one that was pruned meanwhile is not there. */
  private Optional<KeptResult> read(Kept entry, LogTarget target) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(entry.file()), BUFFER))) {
      KeptResult result = Json.read(new String(block(in), UTF_8), KeptResult.class);
      byte[] frames = block(in);
      if (target != LogTarget.NOWHERE) {
        write(frames, target);
      }
      return Optional.of(result);
    } catch (IOException | JsonException e) {
      store.drop(entry);
      return Optional.empty();
    }
  }

  private static byte[] block(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST) {
      throw new Damaged("it does not begin as a result does", null);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static void write(byte[] frames, LogTarget target) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(frames));
    while (in.available() > 0) {
      LogStream stream = in.readBoolean() ? LogStream.ERR : LogStream.OUT;
      byte[] bytes = in.readNBytes(in.readInt());
      target.write(stream, bytes, 0, bytes.length);
    }
  }

  /** Takes a log that is replayed. */
  @FunctionalInterface
  public interface LogTarget {
    /** Takes nothing. */
    LogTarget NOWHERE = (stream, bytes, offset, length) -> {};

    /** Takes bytes of one stream. */
    void write(LogStream stream, byte[] bytes, int offset, int length);
  }
}
