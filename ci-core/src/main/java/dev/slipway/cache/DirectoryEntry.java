package dev.slipway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.secret.Redactor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** An entry that holds a directory: first the files that made its key, then the directory. */
final class DirectoryEntry {
  private static final int BUFFER = 1 << 16;

  private DirectoryEntry() {}

  /** Returns what writes an entry; it throws {@link SecretFound} where there is a secret. */
  static CacheStore.Content of(Path directory, SortedMap<String, String> files, Redactor redactor) {
    byte[] head = Json.bytes(new Head(files));
    return out -> ArchiveWriter.write(head, directory, out, redactor);
  }

  /**
   * Reads an entry into a directory that is not there yet.
   *
   * @return the files that made its key
   */
  static SortedMap<String, String> unpack(Kept entry, Path directory) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(entry.file()), BUFFER)) {
      byte[] head = ArchiveReader.read(in, directory);
      return Json.read(new String(head, UTF_8), Head.class).files();
    } catch (EOFException | UTFDataFormatException | JsonException e) {
      throw new Damaged("it is not as it was written", e);
    }
  }

  /** What comes before the directory. */
  record Head(SortedMap<String, String> files) {
    Head {
      files = new TreeMap<>(files);
    }
  }
}
