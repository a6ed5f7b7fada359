package dev.slipway.docker.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * A tar archive that is made while it is read, a piece at a time. Names may have any letters and any length. For one thread.
 *
 * @since 0.1
 */
public abstract class GrowingArchive extends InputStream {
  private static final int PIECE = 64 * 1024;

  private final Buffer buffer = new Buffer();
  private final TarArchiveOutputStream tar;
  private final byte[] piece = new byte[PIECE];
  private @Nullable InputStream content;
  private long left;
  private boolean over;
  private volatile @Nullable IOException failure;

  /** How what does not fit into the oldest format is written. */
  protected enum Dialect {
    /** As POSIX.1-2001 says, for engines. */
    PAX,
    /** As GNU tar does, which the one of busybox reads as well. */
    GNU
  }

  /** Begins an archive with nothing in it, for an engine. */
  protected GrowingArchive() {
    this(Dialect.PAX);
  }

  /** Begins an archive with nothing in it. */
  protected GrowingArchive(Dialect dialect) {
    boolean pax = dialect == Dialect.PAX;
    tar = new TarArchiveOutputStream(buffer, "UTF-8");
    tar.setLongFileMode(
        pax ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU);
    tar.setBigNumberMode(
        pax ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR);
    tar.setAddPaxHeadersForNonAsciiNames(pax);
  }

  /**
   * Adds what comes next by the methods below: one file at the most, and nothing after it. Returns whether there was something, even if it
   * was left out.
   *
   * @throws IOException if it cannot be read
   */
  protected abstract boolean next() throws IOException;

  /** Sees each piece of the content of a file as it goes into the archive. */
  protected void passes(byte[] bytes, int length) {}

  /**
   * Is called when all of a file is in the archive.
   *
   * @throws IOException if something else cannot be read
   */
  protected void isComplete() throws IOException {}

  /**
   * Adds a directory.
   *
   * @throws IOException never, in fact
   */
  protected final void addDirectory(String name, Facts facts) throws IOException {
    add(entry(name + "/", TarConstants.LF_DIR, facts));
  }

  /**
   * Adds a symbolic link.
   *
   * @throws IOException never, in fact
   */
  protected final void addLink(String name, String target, Facts facts) throws IOException {
    TarArchiveEntry link = entry(name, TarConstants.LF_SYMLINK, facts);
    link.setLinkName(target);
    add(link);
  }

  /**
   * Adds one more name of a file that is there or comes before in the archive.
   *
   * @throws IOException never, in fact
   */
  protected final void addHardLink(String name, String target, Facts facts) throws IOException {
    TarArchiveEntry link = entry(name, TarConstants.LF_LINK, facts);
    link.setLinkName(target);
    add(link);
  }

  /**
   * Adds a file whose content is read as the archive is, and closed then. A file that has become shorter than it was said to be is
   * filled up with zeros; one that has become longer is cut.
   *
   * @param size in bytes
   * @throws IOException never, in fact
   */
  protected final void addFile(String name, long size, Facts facts, InputStream bytes)
      throws IOException {
    content = bytes;
    left = size;
    TarArchiveEntry file = entry(name, TarConstants.LF_NORMAL, facts);
    file.setSize(size);
    tar.putArchiveEntry(file);
    tar.flush();
  }

  /** Returns what broke the archive off, if something did. */
  protected final Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      // who sends it makes a packet of what each call returns
      while (!over && buffer.left() < Math.min(length, PIECE)) {
        more();
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    return buffer.left() == 0 ? -1 : buffer.take(bytes, offset, length);
  }

  @Override
  public final void close() throws IOException {
    if (content != null) {
      content.close();
    }
  }

  private void more() throws IOException {
    if (content != null) {
      piece(content);
    } else if (!next()) {
      tar.close();
      over = true;
    }
  }

  private void piece(InputStream file) throws IOException {
    if (left == 0) {
      tar.closeArchiveEntry();
      file.close();
      content = null;
      isComplete();
      return;
    }
    int wanted = (int) Math.min(piece.length, left);
    int length = file.read(piece, 0, wanted);
    if (length < 0) {
      length = wanted;
      Arrays.fill(piece, 0, length, (byte) 0);
    }
    passes(piece, length);
    tar.write(piece, 0, length);
    tar.flush();
    left -= length;
  }

  private void add(TarArchiveEntry entry) throws IOException {
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
    tar.flush();
  }

  private static TarArchiveEntry entry(String name, byte type, Facts facts) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setMode(facts.mode());
    entry.setUserId(facts.user());
    entry.setGroupId(facts.group());
    entry.setUserName("");
    entry.setGroupName("");
    entry.setLastModifiedTime(facts.modified());
    return entry;
  }

  /**
   * What an archive says of an entry beside its name and content.
   *
   * @param mode the permissions
   * @param user the number of the owner
   * @param group the number of the group
   * @param modified when it was changed, in whole seconds
   */
  public record Facts(int mode, long user, long group, FileTime modified) {}

  /** What was made and not read yet. */
  private static final class Buffer extends ByteArrayOutputStream {
    private int position;

    int left() {
      return count - position;
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
