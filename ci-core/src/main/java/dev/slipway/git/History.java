package dev.slipway.git;

import dev.slipway.model.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Reads commits: who, when, what for, and which paths. */
final class History {
  private History() {}

  /**
   * Describes a commit.
   *
   * @param since the commit its changes are counted from, or null for its first parent
   */
  static Revision revision(Repository repository, Selection.Found found, @Nullable String since)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(found.commit());
      PersonIdent author = commit.getAuthorIdent();
      Revision revision = new Revision(
          commit.name(),
          found.branch(),
          found.tag(),
          author.getName(),
          author.getEmailAddress(),
          commit.getFullMessage(),
          commit.getCommitterIdent().getWhenAsInstant(),
          false,
          List.of());
      if (since == null) {
        RevTree before = commit.getParentCount() == 0
            ? null
            : walk.parseCommit(commit.getParent(0)).getTree();
        return revision.withChangedPaths(changes(repository, before, commit.getTree()));
      }
      RevCommit before = commit(walk, since);
      return before == null
          ? revision
          : revision.withChangedPaths(changes(repository, before.getTree(), commit.getTree()));
    }
  }

  /** Returns a commit, or null if the repository has it no more: a branch may have been rewritten. */
  private static @Nullable RevCommit commit(RevWalk walk, String id) throws IOException {
    try {
      return walk.parseCommit(ObjectId.fromString(id));
    } catch (MissingObjectException | IncorrectObjectTypeException notThere) {
      return null;
    }
  }

  private static List<String> changes(
      Repository repository, @Nullable RevTree before, RevTree after) throws IOException {
    List<String> paths = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.setRecursive(true);
      if (before == null) {
        walk.addTree(new EmptyTreeIterator());
      } else {
        walk.addTree(before);
      }
      walk.addTree(after);
      walk.setFilter(TreeFilter.ANY_DIFF);
      while (walk.next()) {
        paths.add(walk.getPathString());
      }
    }
    return paths;
  }
}
