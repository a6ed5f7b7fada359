package dev.slipway.docker.context;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * The archive of a build context, made while it is read, a piece at a time. Everything in it belongs to root, as the docker
 * command line has it; modes, times and symbolic links are kept. For one thread.
 *
 * @since 0.1
 */
public final class ContextArchive extends InputStream {
  private static final int PIECE = 64 * 1024;
  private static final int PERMISSIONS = 07777;

  private final Path root;
  private final Iterator<String> paths;
  private final Map<String, String> replaced;
  private final Buffer buffer = new Buffer();
  private final TarArchiveOutputStream tar;
  private final byte[] piece = new byte[PIECE];
  private @Nullable InputStream current;
  private long left;
  private boolean over;
  private volatile @Nullable IOException failure;

  private ContextArchive(Path root, List<String> paths, Map<String, String> replaced) {
    this.root = root;
    this.paths = paths.iterator();
    this.replaced = replaced;
    this.tar = new TarArchiveOutputStream(buffer, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /**
   * Makes an archive of what {@code .dockerignore} does not exclude.
   *
   * @param root the directory of the context
   * @param dockerfile the path of the Dockerfile in it, which is in the archive in any case
   * @param replaced texts by the paths of the files whose place they take
   * @throws SlipwayException if a file cannot be read, or a line of {@code .dockerignore} is no pattern
   */
  public static ContextArchive of(Path root, String dockerfile, Map<String, String> replaced) {
    try {
      return new ContextArchive(root, ContextFiles.in(root, dockerfile), replaced);
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  /**
   * Throws why the archive broke off, if it did.
   *
   * @throws SlipwayException if a file could not be read
   */
  public void throwFailure() {
    IOException e = failure;
    if (e != null) {
      throw unreadable(root, e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      while (buffer.isEmpty()) {
        if (over) {
          return -1;
        }
        more();
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    return buffer.take(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
    }
  }

  private void more() throws IOException {
    if (current != null) {
      content(current);
    } else if (paths.hasNext()) {
      begin(paths.next());
    } else {
      tar.close();
      over = true;
    }
  }

  private void begin(String path) throws IOException {
    Path file = root.resolve(path);
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    String text = replaced.get(path);
    if (text != null) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry entry = entry(path, TarConstants.LF_NORMAL, file, attributes);
      entry.setSize(bytes.length);
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
    } else if (attributes.isSymbolicLink()) {
      TarArchiveEntry entry = entry(path, TarConstants.LF_SYMLINK, file, attributes);
      entry.setLinkName(Files.readSymbolicLink(file).toString());
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    } else if (attributes.isDirectory()) {
      tar.putArchiveEntry(entry(path + "/", TarConstants.LF_DIR, file, attributes));
      tar.closeArchiveEntry();
    } else if (attributes.isRegularFile()) {
      current = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
      left = attributes.size();
      TarArchiveEntry entry = entry(path, TarConstants.LF_NORMAL, file, attributes);
      entry.setSize(left);
      tar.putArchiveEntry(entry);
    }
    tar.flush();
  }

  /** A file that has become shorter is filled up, one that has become longer is cut: its size was told before. */
  private void content(InputStream file) throws IOException {
    if (left == 0) {
      tar.closeArchiveEntry();
      file.close();
      current = null;
      return;
    }
    int wanted = (int) Math.min(piece.length, left);
    int length = file.read(piece, 0, wanted);
    if (length < 0) {
      length = wanted;
      Arrays.fill(piece, 0, length, (byte) 0);
    }
    tar.write(piece, 0, length);
    tar.flush();
    left -= length;
  }

  private static TarArchiveEntry entry(
      String name, byte type, Path file, BasicFileAttributes attributes) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      entry.setMode(mode & PERMISSIONS);
    } else {
      // without modes everything may be executed, as the docker command line has it on Windows
      entry.setMode(0755);
    }
    entry.setUserId(0);
    entry.setGroupId(0);
    entry.setUserName("");
    entry.setGroupName("");
    entry.setLastModifiedTime(
        FileTime.fromMillis(attributes.lastModifiedTime().toMillis() / 1000 * 1000));
    return entry;
  }

  static SlipwayException unreadable(Path root, IOException e) {
    return new SlipwayException(
        new Problem(
            "build context " + root,
            "it cannot be read: " + e,
            "files that can be read",
            "correct their modes, or exclude them in .dockerignore"),
        e);
  }

  /** What was made and not read yet. */
  private static final class Buffer extends ByteArrayOutputStream {
    private int position;

    boolean isEmpty() {
      return position == count;
    }

    int take(byte[] bytes, int offset, int length) {
      int taken = Math.min(length, count - position);
      System.arraycopy(buf, position, bytes, offset, taken);
      position += taken;
      if (position == count) {
        reset();
        position = 0;
      }
      return taken;
    }
  }
}
