package dev.slipway.cache;

import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Brings a directory back that {@link ArchiveWriter} wrote, into a directory that nobody else knows yet. */
final class ArchiveReader {
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_HEAD = 64 << 20;

  private final Path root;
  private final DataInputStream in;
  private final DigestInputStream digested;
  private final Set<Path> directories = new HashSet<>();
  private final Deque<Attributes> late = new ArrayDeque<>();

  private ArchiveReader(Path root, InputStream source) {
    this.root = root;
    this.digested = new DigestInputStream(new FilterInputStream(source) {}, Hashes.sha256());
    this.in = new DataInputStream(digested);
  }

  /**
   * Reads a directory, which is not there yet.
   *
   * @return what comes before it
   * @throws Damaged if the stream is not what was written
   */
  static byte[] read(InputStream source, Path root) throws IOException {
    ArchiveReader reader = new ArchiveReader(root, source);
    byte[] head = reader.head();
    byte type = reader.in.readByte();
    while (type != ArchiveWriter.END) {
      reader.entry(type);
      type = reader.in.readByte();
    }
    byte[] digest = reader.digested.getMessageDigest().digest();
    if (!Arrays.equals(digest, source.readNBytes(digest.length))) {
      throw new Damaged("its digest is another one", null);
    }
    // Only now: a directory may be one that its owner must not write to.
    while (!reader.late.isEmpty()) {
      reader.late.pop().set();
    }
    return head;
  }

  private byte[] head() throws IOException {
    boolean known = in.readInt() == ArchiveWriter.MAGIC;
    int length = in.readInt();
    if (!known || length < 0 || length > LONGEST_HEAD) {
      throw new Damaged("it does not begin as a cache does", null);
    }
    return in.readNBytes(length);
  }

  private void entry(byte type) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("asked to stop");
    }
    Path path = place(in.readUTF());
    Attributes attributes = new Attributes(path, in.readUTF(), in.readLong());
    switch (type) {
      case ArchiveWriter.DIRECTORY -> {
        Files.createDirectory(path);
        directories.add(path);
        late.push(attributes);
      }
      case ArchiveWriter.FILE -> {
        content(path, in.readLong());
        attributes.set();
      }
      case ArchiveWriter.LINK ->
        Files.createSymbolicLink(path, path.getFileSystem().getPath(in.readUTF()));
      default -> throw new Damaged("it has an entry of the kind " + type, null);
    }
  }

  /** Returns where an entry goes: into a directory that came before it, by a plain name. */
  private Path place(String name) throws Damaged {
    if (name.isEmpty()) {
      return root;
    }
    Path path = root.resolve(name);
    if (!path.normalize().equals(path) || !directories.contains(path.getParent())) {
      throw new Damaged("it has an entry with the path '" + name + "'", null);
    }
    return path;
  }

  private void content(Path file, long size) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] chunk = new byte[CHUNK];
      long left = size;
      while (left > 0) {
        int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (count < 0) {
          throw new Damaged("it ends in the middle", null);
        }
        out.write(chunk, 0, count);
        left -= count;
      }
    }
  }

  /** What a directory or file gets when it is complete. */
  private record Attributes(Path path, String permissions, long modified) {
    void set() throws IOException {
      if (!permissions.isEmpty()) {
        OwnerOnly.restrict(path, permissions);
      }
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(modified, TimeUnit.NANOSECONDS), null, null);
    }
  }
}
