package dev.slipway.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.MergeCommand.FastForwardMode;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.eclipse.jgit.api.TagCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;

/** A real repository with commits of a person who does not exist. Nothing of the machine's Git settings gets in. */
final class TestRepository implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final Path directory;
  private final Git git;
  private int commits;

  TestRepository(Path directory) throws Exception {
    this.directory = directory;
    this.git = isolated(() ->
        Git.init().setDirectory(directory.toFile()).setInitialBranch("main").call());
  }

  Path directory() {
    return directory;
  }

  Repository repository() {
    return git.getRepository();
  }

  TestRepository write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Commits all files as they are. */
  String commit(String message) throws Exception {
    isolated(() -> {
      git.add().addFilepattern(".").call();
      return git.add().addFilepattern(".").setUpdate(true).call();
    });
    return commitIndex(message);
  }

  /** Commits what the index holds. */
  String commitIndex(String message) throws Exception {
    Instant when = START.plusSeconds(60L * commits++);
    PersonIdent ada = new PersonIdent("Ada", "ada@example.org", when, ZoneOffset.UTC);
    return isolated(() -> git.commit()
        .setMessage(message)
        .setAuthor(ada)
        .setCommitter(ada)
        .setSign(false)
        .setNoVerify(true)
        .call()
        .name());
  }

  String commitFile(String path, String content) throws Exception {
    return write(path, content).commit("change " + path);
  }

  void branch(String name) throws Exception {
    isolated(() -> git.checkout().setName(name).setCreateBranch(true).call());
  }

  void switchTo(String name) throws Exception {
    isolated(() -> git.checkout().setName(name).call());
  }

  void deleteBranch(String name) throws Exception {
    isolated(() -> git.branchDelete().setBranchNames(name).setForce(true).call());
  }

  String merge(String branch) throws Exception {
    return isolated(() -> git.merge()
        .include(git.getRepository().resolve(branch))
        .setMessage("merge " + branch)
        .setFastForward(FastForwardMode.NO_FF)
        .call()
        .getNewHead()
        .name());
  }

  void resetTo(String commit) throws Exception {
    isolated(() -> git.reset().setMode(ResetType.HARD).setRef(commit).call());
  }

  void tag(String name, boolean annotated) throws Exception {
    TagCommand tag = git.tag().setName(name).setAnnotated(annotated).setSigned(false);
    if (annotated) {
      tag.setMessage("release " + name)
          .setTagger(new PersonIdent("Ada", "ada@example.org", START, ZoneOffset.UTC));
    }
    isolated(tag::call);
  }

  private interface GitCall<T> {
    T call() throws GitAPIException, IOException;
  }

  private static <T> T isolated(GitCall<T> work) throws Exception {
    return Isolation.run(() -> {
      try {
        return work.call();
      } catch (GitAPIException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Override
  public void close() {
    git.close();
  }
}
