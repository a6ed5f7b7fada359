package dev.slipway.docker.workspace;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Contents that came back and may differ from what is here, in a directory beside the workspace: a file is moved from there as
 * a whole. For one thread.
 */
final class Staging implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final Path workspace;
  private final Map<String, Path> files = new HashMap<>();
  private final byte[] buffer = new byte[BUFFER];
  private @Nullable Path directory;
  private int count;

  Staging(Path workspace) {
    this.workspace = workspace;
  }

  /** Returns the content of a path that came back, or null if it was not kept. */
  @Nullable
  Path get(String path) {
    return files.get(path);
  }

  /** Keeps a content. Returns its hash. */
  String keep(String path, InputStream content) throws IOException {
    Path file = directory().resolve(Integer.toString(count++));
    files.put(path, file);
    // no channel, which an interrupt would close
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      return copy(content, out);
    }
  }

  /** Keeps for a path what is kept for another one. Does nothing if nothing is. */
  void keepAlso(String path, String other) throws IOException {
    Path same = files.get(other);
    if (same != null) {
      Path file = directory().resolve(Integer.toString(count++));
      files.put(path, Files.copy(same, file));
    }
  }

  String hash(InputStream content) throws IOException {
    return copy(content, OutputStream.nullOutputStream());
  }

  @Override
  public void close() throws IOException {
    if (directory != null) {
      Trees.delete(directory);
    }
  }

  private String copy(InputStream content, OutputStream out) throws IOException {
    MessageDigest digest = Hashes.digest();
    for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
      digest.update(buffer, 0, length);
      out.write(buffer, 0, length);
    }
    return Hashes.hex(digest);
  }

  private Path directory() throws IOException {
    Path made = directory;
    if (made == null) {
      Path parent = workspace.getParent();
      made = parent != null && Files.isWritable(parent)
          ? Files.createTempDirectory(parent, ".slipway-")
          : Files.createTempDirectory("slipway-");
      directory = made;
    }
    return made;
  }
}
