package dev.slipway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.secret.Redactor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** An entry that holds a directory: first the files that made its key, then the directory. */
final class DirectoryEntry {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_HEAD = 64 << 20;

  private DirectoryEntry() {}

  /** Returns what writes an entry; it throws {@link SecretFound} where there is a secret. */
  static CacheStore.Content of(Path directory, SortedMap<String, String> files, Redactor redactor) {
    byte[] head = Json.bytes(new Head(files));
    return out -> {
      DataOutputStream data = new DataOutputStream(out);
      data.writeInt(head.length);
      data.write(head);
      data.flush();
      ArchiveWriter.write(directory, out, redactor);
    };
  }

  /**
   * Reads an entry into a directory that is not there yet.
   *
   * @return the files that made its key
   */
  static SortedMap<String, String> unpack(Kept entry, Path directory) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(entry.file()), BUFFER))) {
      int length = in.readInt();
      if (length < 0 || length > LONGEST_HEAD) {
        throw new Damaged("it does not begin as a cache does", null);
      }
      Head head = Json.read(new String(in.readNBytes(length), UTF_8), Head.class);
      ArchiveReader.read(in, directory);
      return new TreeMap<>(head.files());
    } catch (EOFException | UTFDataFormatException | JsonException e) {
      throw new Damaged("it is not as it was written", e);
    }
  }

  /** What comes before the directory. */
  record Head(SortedMap<String, String> files) {}
}
