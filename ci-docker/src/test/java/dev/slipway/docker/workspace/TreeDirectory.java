package dev.slipway.docker.workspace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A directory that takes and gives archives as an engine does for a volume. */
public final class TreeDirectory {
  private final Path root;

  public TreeDirectory(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  void write(String path, String text) {
    try {
      Files.createDirectories(path(path).getParent());
      Files.writeString(path(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String path) throws IOException {
    return Files.readString(path(path));
  }

  /** Unpacks an archive over what is there. */
  void unpack(InputStream archive) {
    try {
      TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8");
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
    Path file = root.resolveSibling(entry.getName());
    if (!(Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && entry.isDirectory())) {
      Trees.delete(file);
      if (entry.isDirectory()) {
        Files.createDirectory(file);
      } else if (entry.isSymbolicLink()) {
        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        return;
      } else {
        Files.copy(content, file);
        Files.setLastModifiedTime(file, entry.getLastModifiedTime());
      }
    }
    Modes.set(file, entry.getMode());
  }

  /** Packs all for an empty path, or one file. */
  InputStream pack(String path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");
        Stream<Path> files = Files.walk(path(path))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Path file : (Iterable<Path>) files::iterator) {
        pack(file, path.isEmpty() ? root.getParent() : file.getParent(), tar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void pack(Path file, Path base, TarArchiveOutputStream tar) throws IOException {
    Stat stat = Stat.of(file);
    String name = base.relativize(file).toString();
    boolean link = stat.kind() == Stat.Kind.LINK;
    TarArchiveEntry entry = link
        ? new TarArchiveEntry(name, (byte) '2')
        : new TarArchiveEntry(stat.kind() == Stat.Kind.DIRECTORY ? name + "/" : name);
    if (link) {
      entry.setLinkName(Files.readSymbolicLink(file).toString());
    }
    entry.setMode(stat.mode());
    entry.setLastModifiedTime(FileTime.from(stat.seconds(), TimeUnit.SECONDS));
    if (stat.kind() == Stat.Kind.FILE) {
      entry.setSize(stat.size());
    }
    tar.putArchiveEntry(entry);
    if (stat.kind() == Stat.Kind.FILE) {
      Files.copy(file, tar);
    }
    tar.closeArchiveEntry();
  }

  /** Returns all that counts, by path. */
  public Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(file -> !file.equals(root))::iterator) {
        contents.put(root.relativize(file).toString(), told(file));
      }
    }
    return contents;
  }

  private static String told(Path file) throws IOException {
    Stat stat = Stat.of(file);
    return switch (stat.kind()) {
      case LINK -> "link to " + Files.readSymbolicLink(file);
      case DIRECTORY -> "directory " + Integer.toOctalString(stat.mode());
      case FILE ->
        "file " + Integer.toOctalString(stat.mode()) + " at " + stat.seconds() + ": "
            + Arrays.hashCode(Files.readAllBytes(file));
      case OTHER -> "something else";
    };
  }

  public static List<String> oddNames() {
    return List.of(
        "plain",
        "a b",
        " leading",
        "trailing ",
        "Grüße",
        "世界 \uD83D\uDE80",
        "new\nline",
        "-rf",
        "*",
        "it's",
        "\"quoted\"",
        "back\\slash",
        "semi;colon",
        "x".repeat(200),
        "ü".repeat(100),
        "..dots",
        "...",
        ".hidden");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
