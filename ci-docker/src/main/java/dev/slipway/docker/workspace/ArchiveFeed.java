package dev.slipway.docker.workspace;

import dev.slipway.docker.archive.GrowingArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An archive of files of the workspace that is made while it is read, a piece at a time. Files may change meanwhile: what was
 * really sent is in the manifest afterwards. For one thread.
 */
final class ArchiveFeed extends GrowingArchive {
  private final LocalTree tree;
  private final FileOwner owner;
  private final String prefix;
  private final Iterator<String> paths;
  private final Manifest held;
  private @Nullable SentFile current;

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
    Stat root = Stat.of(tree.root());
    if (root == null || root.kind() != Stat.Kind.DIRECTORY) {
      throw new NoSuchFileException(tree.root().toString());
    }
    // who works in it must be able to make files in it, whatever it is here
    addDirectory(prefix, facts(Modes.ofDirectory(root.mode()), root));
  }

  /** Throws why the archive broke off, if so. */
  void throwFailure() throws IOException {
    if (failure().isPresent()) {
      throw failure().get();
    }
  }

  @Override
  protected boolean next() throws IOException {
    boolean more = paths.hasNext();
    if (more) {
      add(paths.next());
    }
    return more;
  }

  private void add(String path) throws IOException {
    Path file = tree.path(path);
    Instant looked = tree.hashes().now();
    Stat stat = Stat.of(file);
    if (stat == null) {
      return;
    }
    switch (stat.kind()) {
      case FILE -> addFile(path, file, stat, looked);
      case DIRECTORY -> {
        addDirectory(prefix + "/" + path, facts(stat.mode(), stat));
        held.put(path, new Entry.Directory(stat.mode()));
      }
      case LINK -> {
        String target = LocalTree.target(file);
        addLink(prefix + "/" + path, target, facts(Modes.ALL, stat));
        held.put(path, new Entry.Link(target));
      }
      case OTHER -> {}
    }
  }

  private void addFile(String path, Path file, Stat stat, Instant looked) throws IOException {
    InputStream in;
    try {
      in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException goneMeanwhile) {
      return;
    }
    current = new SentFile(path, file, stat, looked);
    addFile(prefix + "/" + path, stat.size(), facts(stat.mode(), stat), in);
  }

  @Override
  protected void passes(byte[] bytes, int length) {
    if (current != null) {
      current.digest.update(bytes, 0, length);
    }
  }

  @Override
  protected void isComplete() throws IOException {
    SentFile file = Objects.requireNonNull(current);
    current = null;
    String sha256 = Hashes.hex(file.digest);
    Stat sent = file.stat;
    held.put(file.path, new Entry.File(sent.mode(), sent.size(), sent.seconds(), sha256));
    if (sent.equals(Stat.of(file.file))) {
      tree.hashes().put(file.file, sent, sha256, file.looked);
    }
  }

  private Facts facts(int mode, Stat stat) {
    return new Facts(
        mode, owner.user(), owner.group(), FileTime.from(stat.seconds(), TimeUnit.SECONDS));
  }

  /** The file that is being sent. */
  private static final class SentFile {
    private final String path;
    private final Path file;
    private final Stat stat;
    private final Instant looked;
    private final MessageDigest digest = Hashes.digest();

    SentFile(String path, Path file, Stat stat, Instant looked) {
      this.path = path;
      this.file = file;
      this.stat = stat;
      this.looked = looked;
    }
  }
}
