package dev.slipway.cache;

import dev.slipway.secret.RedactingOutput;
import dev.slipway.secret.Redactor;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.util.concurrent.TimeUnit;

/**
 * Writes a directory as one stream: a record for each directory, file and link in it, with times and permissions, and a digest of
 * everything at the end. Looks for secrets on the way.
 */
final class ArchiveWriter {
  static final int MAGIC = 0x534c4341;
  static final byte DIRECTORY = 'd';
  static final byte FILE = 'f';
  static final byte LINK = 'l';
  static final byte END = 'e';
  private static final int CHUNK = 1 << 16;

  private final Path root;
  private final DataOutputStream out;
  private final DigestOutputStream digested;
  private final Redactor redactor;
  private final RedactingOutput searched;

  private ArchiveWriter(Path root, OutputStream target, Redactor redactor) {
    this.root = root;
    this.digested = new DigestOutputStream(new Open(target), Hashes.sha256());
    this.out = new DataOutputStream(digested);
    this.redactor = redactor;
    this.searched = redactor.redacting(OutputStream.nullOutputStream());
  }

  /**
   * Writes a directory.
   *
   * @param head what comes before it
   * @throws SecretFound if there is a secret in it
   */
  static void write(byte[] head, Path root, OutputStream target, Redactor redactor)
      throws IOException {
    ArchiveWriter writer = new ArchiveWriter(root, target, redactor);
    writer.out.writeInt(MAGIC);
    writer.out.writeInt(head.length);
    writer.out.write(head);
    Files.walkFileTree(root, writer.new Walk());
    writer.out.writeByte(END);
    writer.out.flush();
    target.write(writer.digested.getMessageDigest().digest());
  }

  private void head(byte type, Path path, BasicFileAttributes attributes) throws IOException {
    String name = root.relativize(path).toString();
    if (!root.getFileSystem().getPath(name).equals(root.relativize(path))) {
      throw new FileSystemException(path.toString(), null, "a name that is not text");
    }
    search(name, name);
    out.writeByte(type);
    out.writeUTF(name);
    out.writeUTF(
        attributes instanceof PosixFileAttributes posix
            ? PosixFilePermissions.toString(posix.permissions())
            : "");
    out.writeLong(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  private void content(Path file, long size) throws IOException {
    out.writeLong(size);
    long left = size;
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        left -= count;
        if (left < 0) {
          break;
        }
        out.write(chunk, 0, count);
        search(chunk, count);
      }
    }
    if (left != 0) {
      throw new FileSystemException(file.toString(), null, "it changed while it was read");
    }
    found(root.relativize(file).toString());
  }

  private void search(String text, String place) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    search(bytes, bytes.length);
    found(place);
  }

  private void search(byte[] bytes, int length) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("asked to stop");
    }
    if (redactor != Redactor.none()) {
      searched.write(bytes, 0, length);
    }
  }

  /** Ends the text that was searched; the place is told to people, so a secret in it is masked. */
  private void found(String place) throws IOException {
    searched.finish();
    if (searched.hasMasked()) {
      throw new SecretFound(redactor.redact(place));
    }
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      head(DIRECTORY, directory, full(directory, attributes));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        head(LINK, file, attributes);
        String target = Files.readSymbolicLink(file).toString();
        search(target, root.relativize(file).toString());
        out.writeUTF(target);
      } else if (attributes.isRegularFile()) {
        head(FILE, file, full(file, attributes));
        content(file, attributes.size());
      }
      return FileVisitResult.CONTINUE;
    }

    /** Adds the permissions, where the file system has them. */
    private BasicFileAttributes full(Path path, BasicFileAttributes basic) throws IOException {
      return path.getFileSystem().supportedFileAttributeViews().contains("posix")
          ? Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          : basic;
    }
  }

  /** Leaves the target open. */
  private static final class Open extends FilterOutputStream {
    Open(OutputStream target) {
      super(target);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
