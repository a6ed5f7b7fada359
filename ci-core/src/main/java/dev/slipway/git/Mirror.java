package dev.slipway.git;

import dev.slipway.file.FileTrees;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bare copy of a remote repository with all its branches and tags. It is made under another name and gets its own when it
 * is whole, so that a half-made one is never used; one that turns out to be damaged is made again.
 */
final class Mirror {
  private static final Logger log = LoggerFactory.getLogger(Mirror.class);
  private static final List<RefSpec> ALL =
      List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

  /** Never there, so that JGit asks each time which branch is the remote's default one. */
  private static final String NO_HEAD = "ref: refs/slipway/none\n";

  private final Path root;
  private final Path directory;
  private final Path unfinished;
  private final Path lockFile;
  private final Connection connection;

  Mirror(Path root, Connection connection) {
    String name = connection.remote().directoryName();
    this.root = root;
    this.directory = root.resolve(name + ".git");
    this.unfinished = root.resolve(name + ".unfinished");
    this.lockFile = root.resolve(name + ".lock");
    this.connection = connection;
  }

  /** Something to find out from a mirror. */
  @FunctionalInterface
  interface Reading<T> {
    T read(Repository mirror) throws IOException, InterruptedException;
  }

  /** Something to find out from a mirror and what its remote said. */
  @FunctionalInterface
  interface FreshReading<T> {
    T read(Repository mirror, FetchResult fetched) throws IOException, InterruptedException;
  }

  Path objects() {
    return directory.resolve("objects");
  }

  /** Tells whether a commit is there without asking the remote. */
  boolean has(ObjectId commit) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Repository repository = open(directory)) {
      return repository.getObjectDatabase().has(commit);
    } catch (IOException | InvalidObjectIdException e) {
      if (Causes.isInterruption(e)) {
        throw e;
      }
      log.debug("Mirror {} cannot be read", directory, e);
      return false;
    }
  }

  <T> T read(Reading<T> reading) throws IOException, InterruptedException {
    try (Repository repository = open(directory)) {
      return reading.read(repository);
    }
  }

  /** Runs work while nobody changes the mirror. */
  <T> T locked(Isolation.Work<T> work) throws IOException, InterruptedException {
    Files.createDirectories(root);
    // JGit measures a file system in the first directory it meets there, which must not be one that
    // goes away.
    FS.getFileStoreAttributes(root);
    return MirrorLock.holding(lockFile, work);
  }

  /** Throws the mirror away; the next use makes it again. */
  void discard() throws IOException, InterruptedException {
    locked(() -> {
      FileTrees.delete(directory);
      return directory;
    });
  }

  /**
   * Brings the mirror up to date and reads from it before anybody else can change it.
   *
   * @param commit the full id of a commit that is wanted even if it is on no branch, or null
   */
  <T> T fetch(@Nullable ObjectId commit, FreshReading<T> reading)
      throws IOException, InterruptedException {
    return locked(() -> {
      if (!Files.isDirectory(directory)) {
        return make(commit, reading);
      }
      try {
        tidy();
        return update(commit, reading);
      } catch (IOException | InvalidObjectIdException e) {
        boolean ours = Causes.isDamage(e) || !Causes.isRemote(e);
        if (Causes.isInterruption(e) || !ours) {
          throw e;
        }
        log.warn("Mirror {} is damaged and is made again", directory, e);
        FileTrees.delete(directory);
        return make(commit, reading);
      }
    });
  }

  private <T> T update(@Nullable ObjectId commit, FreshReading<T> reading)
      throws IOException, InterruptedException {
    try (Repository repository = open(directory)) {
      return reading.read(repository, bring(repository, commit));
    }
  }

  private <T> T make(@Nullable ObjectId commit, FreshReading<T> reading)
      throws IOException, InterruptedException {
    FileTrees.delete(unfinished);
    FetchResult fetched;
    try {
      try (Repository repository = open(unfinished)) {
        create(repository);
        fetched = bring(repository, commit);
      }
      Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileTrees.delete(unfinished);
    }
    return read(repository -> reading.read(repository, fetched));
  }

  private void create(Repository repository) throws IOException {
    repository.create(true);
    Files.writeString(repository.getDirectory().toPath().resolve(Constants.HEAD), NO_HEAD);
    StoredConfig config = repository.getConfig();
    // JGit packs a repository anew after many fetches. It is to do so while the lock is held, not
    // at some time in the
    // background, and to keep what workspaces may still use.
    config.setBoolean("gc", null, "autodetach", false);
    config.setString("gc", null, "pruneexpire", "10 years ago");
    config.setString("gc", null, "prunepackexpire", "now");
    config.save();
  }

  private FetchResult bring(Repository repository, @Nullable ObjectId commit) throws IOException {
    Interrupts monitor = new Interrupts();
    FetchResult fetched = connection.fetch(repository, root, monitor, ALL);
    if (!isDone(fetched)) {
      // A branch a cannot come before the branch a/b has gone; the second time it has.
      fetched = connection.fetch(repository, root, monitor, ALL);
    }
    if (!isDone(fetched)) {
      throw new IOException("the branches of mirror " + directory + " could not be changed");
    }
    if (commit != null && !repository.getObjectDatabase().has(commit)) {
      bringOne(repository, monitor, commit);
    }
    return fetched;
  }

  /** Servers may refuse a commit that is on no branch; then it is as good as not there. */
  private void bringOne(Repository repository, Interrupts monitor, ObjectId commit)
      throws IOException {
    RefSpec spec = new RefSpec("+" + commit.name() + ":refs/slipway/" + commit.name());
    try {
      connection.fetch(repository, root, monitor, List.of(spec));
    } catch (TransportException e) {
      if (Causes.isInterruption(e)) {
        throw e;
      }
      log.debug("Commit {} was not given away", commit.name(), e);
    }
  }

  private static boolean isDone(FetchResult fetched) {
    return fetched.getTrackingRefUpdates().stream().allMatch(update -> switch (update.getResult()) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE, RENAMED -> true;
      default -> false;
    });
  }

  /** Deletes what a process that was killed in a fetch left behind. Nobody else is at work here: the lock is held. */
  private void tidy() throws IOException {
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
        boolean looseObjects =
            path.getFileName().toString().length() == 2 && objects().equals(path.getParent());
        return looseObjects ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        String name = file.getFileName().toString();
        boolean halfPack = name.startsWith("incoming_") || name.startsWith("gc_");
        if (name.endsWith(".lock") || halfPack) {
          log.info("Left behind by a process that ended early, deleted: {}", file);
          Files.delete(file);
        }
        return FileVisitResult.CONTINUE;
      }
    });
  }

  private Repository open(Path path) throws IOException {
    FS files = FS.DETECTED.newInstance();
    files.setUserHome(root.toFile());
    return new FileRepositoryBuilder()
        .setFS(files)
        .setBare()
        .setGitDir(path.toFile())
        .build();
  }
}
