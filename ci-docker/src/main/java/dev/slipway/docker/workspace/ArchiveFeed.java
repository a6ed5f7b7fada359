package dev.slipway.docker.workspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * An archive of files of the workspace that is made while it is read, a piece at a time. Files may change meanwhile: what was
 * really sent is in the manifest afterwards. For one thread.
 */
final class ArchiveFeed extends InputStream {
  private static final int PIECE = 64 * 1024;

  private final LocalTree tree;
  private final FileOwner owner;
  private final String prefix;
  private final Iterator<String> paths;
  private final Manifest held;
  private final Buffer buffer = new Buffer();
  private final TarArchiveOutputStream tar;
  private final byte[] piece = new byte[PIECE];
  private @Nullable SentFile current;
  private @Nullable IOException failure;
  private boolean over;

  /**
   * Makes an archive.
   *
   * @param prefix the name of the directory in the archive, which is its first entry
   * @param held takes what was sent
   */
  ArchiveFeed(LocalTree tree, FileOwner owner, String prefix, List<String> paths, Manifest held)
      throws IOException {
    this.tree = tree;
    this.owner = owner;
    this.prefix = prefix;
    this.paths = paths.iterator();
    this.held = held;
    this.tar = new TarArchiveOutputStream(buffer, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    Stat root = Stat.of(tree.root());
    if (root == null || root.kind() != Stat.Kind.DIRECTORY) {
      throw new NoSuchFileException(tree.root().toString());
    }
    // who works in it must be able to make files in it, whatever it is here
    write(entry(prefix + "/", TarConstants.LF_DIR, Modes.ofDirectory(root.mode()), root));
  }

  /** Throws why the archive broke off, if so. */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
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
      current.in.close();
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
    Path file = tree.path(path);
    Instant looked = tree.hashes().now();
    Stat stat = Stat.of(file);
    if (stat == null) {
      return;
    }
    switch (stat.kind()) {
      case FILE -> beginFile(path, file, stat, looked);
      case DIRECTORY -> {
        write(entry(prefix + "/" + path + "/", TarConstants.LF_DIR, stat.mode(), stat));
        held.put(path, new Entry.Directory(stat.mode()));
      }
      case LINK -> {
        String target = LocalTree.target(file);
        TarArchiveEntry link = entry(prefix + "/" + path, TarConstants.LF_SYMLINK, Modes.ALL, stat);
        link.setLinkName(target);
        write(link);
        held.put(path, new Entry.Link(target));
      }
      case OTHER -> {}
    }
  }

  private void beginFile(String path, Path file, Stat stat, Instant looked) throws IOException {
    InputStream in;
    try {
      in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException goneMeanwhile) {
      return;
    }
    current = new SentFile(path, file, stat, looked, in);
    TarArchiveEntry entry = entry(prefix + "/" + path, TarConstants.LF_NORMAL, stat.mode(), stat);
    entry.setSize(stat.size());
    tar.putArchiveEntry(entry);
    tar.flush();
  }

  /** A file that has become shorter is filled up, one that has become longer is cut: its size was told before. */
  private void content(SentFile file) throws IOException {
    if (file.left > 0) {
      int length = file.in.read(piece, 0, (int) Math.min(piece.length, file.left));
      if (length < 0) {
        length = (int) Math.min(piece.length, file.left);
        Arrays.fill(piece, 0, length, (byte) 0);
      }
      file.digest.update(piece, 0, length);
      tar.write(piece, 0, length);
      file.left -= length;
      return;
    }
    tar.closeArchiveEntry();
    file.in.close();
    current = null;
    String sha256 = Hashes.hex(file.digest);
    Stat sent = file.stat;
    held.put(file.path, new Entry.File(sent.mode(), sent.size(), sent.seconds(), sha256));
    if (sent.equals(Stat.of(file.file))) {
      tree.hashes().put(file.file, sent, sha256, file.looked);
    }
  }

  private TarArchiveEntry entry(String name, byte type, int mode, Stat stat) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setMode(mode);
    entry.setUserName("");
    entry.setGroupName("");
    entry.setUserId(owner.user());
    entry.setGroupId(owner.group());
    entry.setLastModifiedTime(FileTime.from(stat.seconds(), TimeUnit.SECONDS));
    return entry;
  }

  private void write(TarArchiveEntry entry) throws IOException {
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  /** The file that is being sent. */
  private static final class SentFile {
    private final String path;
    private final Path file;
    private final Stat stat;
    private final Instant looked;
    private final InputStream in;
    private final MessageDigest digest = Hashes.digest();
    private long left;

    SentFile(String path, Path file, Stat stat, Instant looked, InputStream in) {
      this.path = path;
      this.file = file;
      this.stat = stat;
      this.looked = looked;
      this.in = in;
      this.left = stat.size();
    }
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
