package dev.slipway.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills a directory with the files of one commit, as a repository whose HEAD is that commit. */
final class Workspace {
  private static final Logger log = LoggerFactory.getLogger(Workspace.class);
  private static final String R_ORIGIN = Constants.R_REMOTES + "origin/";

  private final Path directory;
  private final Path git;
  private final Remote remote;

  Workspace(Path directory, Remote remote) {
    this.directory = directory.toAbsolutePath();
    this.git = this.directory.resolve(Constants.DOT_GIT);
    this.remote = remote;
  }

  /** Makes the directory, or empties it. */
  void clear() throws IOException {
    Files.createDirectories(directory);
    Trees.empty(directory);
  }

  /**
   * Writes the repository around the files, without its objects. Written by hand since JGit tries the file system out each
   * time it makes a repository.
   */
  void prepare(Repository mirror, ObjectId commit) throws IOException {
    Files.createDirectories(git.resolve("objects/info"));
    Files.createDirectories(git.resolve("refs/heads"));
    Files.writeString(git.resolve(Constants.HEAD), commit.name() + "\n");
    Files.writeString(git.resolve(Constants.CONFIG), config());
    writeRefs(mirror);
  }

  /** Lets the workspace read the objects of the mirror in place. */
  void borrow(Path objects) throws IOException {
    Files.writeString(git.resolve("objects/info/alternates"), objects + "\n");
  }

  /** Gives the workspace objects of its own. */
  void own(Path objects) throws IOException {
    Trees.copy(objects, git.resolve("objects"));
  }

  /** Writes the files. */
  void fill(ObjectId id) throws IOException {
    try (Repository repository = new FileRepositoryBuilder()
            .setGitDir(git.toFile())
            .setWorkTree(directory.toFile())
            .build();
        RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(id);
      DirCache index = repository.lockDirCache();
      try {
        DirCacheCheckout checkout = new DirCacheCheckout(repository, index, commit.getTree());
        checkout.setProgressMonitor(new Interrupts());
        checkout.checkout();
      } finally {
        index.unlock();
      }
      warnOfSubmodules(repository, commit);
    }
  }

  private String config() {
    Config config = new Config();
    config.setInt("core", null, "repositoryformatversion", 0);
    config.setBoolean("core", null, "filemode", true);
    config.setBoolean("core", null, "bare", false);
    config.setBoolean("core", null, "autocrlf", false);
    config.setBoolean("core", null, "logallrefupdates", false);
    config.setInt("gc", null, "auto", 0);
    config.setString("remote", "origin", "url", remote.text());
    config.setString("remote", "origin", "fetch", "+refs/heads/*:" + R_ORIGIN + "*");
    return config.toText();
  }

  /** Tags keep their names; branches become those of the remote, as after a clone. */
  private void writeRefs(Repository mirror) throws IOException {
    TreeMap<String, String> lines = new TreeMap<>();
    for (Ref branch : mirror.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
      String name = R_ORIGIN + branch.getName().substring(Constants.R_HEADS.length());
      lines.put(name, branch.getObjectId().name() + " " + name + "\n");
    }
    for (Ref tag : mirror.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
      String line = tag.getObjectId().name() + " " + tag.getName() + "\n";
      ObjectId target = mirror.getRefDatabase().peel(tag).getPeeledObjectId();
      lines.put(tag.getName(), target == null ? line : line + "^" + target.name() + "\n");
    }
    Files.writeString(
        git.resolve(Constants.PACKED_REFS),
        "# pack-refs with: peeled fully-peeled sorted \n" + String.join("", lines.values()));
  }

  private void warnOfSubmodules(Repository repository, RevCommit commit) throws IOException {
    try (TreeWalk found =
        TreeWalk.forPath(repository, Constants.DOT_GIT_MODULES, commit.getTree())) {
      if (found != null) {
        log.warn(
            "Commit {} of {} has submodules; their directories stay empty",
            commit.name(),
            remote.text());
      }
    }
  }
}
