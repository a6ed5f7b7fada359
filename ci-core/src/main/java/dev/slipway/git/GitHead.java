package dev.slipway.git;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The commit that a directory has checked out, for builds of files where they lie. Immutable.
 *
 * @param revision the commit, and the branch that is checked out, if any
 * @param committer name of who committed it
 * @param committerEmail e-mail address of who committed it
 * @param description what {@code git describe --abbrev=1 --tags --always} says: the nearest tag and how far away it is, or the
 *     first characters of the id
 * @since 0.1
 */
public record GitHead(
    Revision revision, String committer, String committerEmail, String description) {
  /** Git, too, makes no id shorter, whatever it is told; where the characters are not unique there are more. */
  private static final int SHORTEST = 4;

  /**
   * Makes a head.
   *
   * @throws NullPointerException if a part is null
   */
  public GitHead {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(committer, "committer");
    Objects.requireNonNull(committerEmail, "committerEmail");
    Objects.requireNonNull(description, "description");
  }

  /**
   * Reads what is checked out. Nothing is changed, and Git settings of the user and of the machine are not used.
   *
   * @param directory the root of the files; repositories around it do not count
   * @return the commit, or empty if there is no {@code .git} in the directory, or no commit yet
   * @throws GitException if there is a repository that cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public static Optional<GitHead> of(Path directory) throws InterruptedException {
    Path root = directory.toAbsolutePath().normalize();
    if (!Files.exists(root.resolve(Constants.DOT_GIT))) {
      return Optional.empty();
    }
    try {
      return Isolation.run(() -> {
        try (Repository repository = new FileRepositoryBuilder()
            .setWorkTree(root.toFile())
            .setMustExist(true)
            .build()) {
          return read(repository);
        }
      });
    } catch (IOException | JGitInternalException | IllegalArgumentException e) {
      throw new GitException(
          new Problem(
              "repository " + root,
              "it cannot be read: " + e.getMessage(),
              "a Git repository with a commit",
              "look at it with 'git status' and 'git fsck'"),
          e);
    }
  }

  private static Optional<GitHead> read(Repository repository) throws IOException {
    ObjectId commit = repository.resolve(Constants.HEAD);
    if (commit == null) {
      return Optional.empty();
    }
    Revision revision =
        History.revision(repository, new Selection.Found(commit, branch(repository), null), null);
    try (RevWalk walk = new RevWalk(repository)) {
      PersonIdent committer = walk.parseCommit(commit).getCommitterIdent();
      return Optional.of(new GitHead(
          revision,
          committer.getName(),
          committer.getEmailAddress(),
          description(repository, commit)));
    }
  }

  private static @Nullable String branch(Repository repository) throws IOException {
    Ref head = repository.exactRef(Constants.HEAD);
    String target = head == null || !head.isSymbolic() ? "" : head.getTarget().getName();
    return target.startsWith(Constants.R_HEADS)
        ? target.substring(Constants.R_HEADS.length())
        : null;
  }

  private static String description(Repository repository, ObjectId commit) throws IOException {
    try (Git git = new Git(repository)) {
      String found = git.describe()
          .setTarget(commit)
          .setTags(true)
          .setAlways(true)
          .setAbbrev(SHORTEST)
          .call();
      return found == null ? commit.name() : found;
    } catch (GitAPIException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
