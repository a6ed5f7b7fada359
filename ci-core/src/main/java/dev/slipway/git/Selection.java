package dev.slipway.git;

import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchResult;
import org.jspecify.annotations.Nullable;

/** What was asked for of a repository: a branch, a tag, a commit, a commit of a branch, or nothing in particular. */
record Selection(
    @Nullable String branch, @Nullable String tag, @Nullable String commit) {
  static final Selection DEFAULT = new Selection(null, null, null);

  /** What was asked for, found. */
  record Found(
      ObjectId commit, @Nullable String branch, @Nullable String tag) {}

  /** Returns the commit that was asked for by its full id, or null. */
  @Nullable
  ObjectId exactCommit() {
    return commit != null && ObjectId.isId(commit) ? ObjectId.fromString(commit) : null;
  }

  /** Returns what was asked for, for people. */
  String text() {
    if (tag != null) {
      return "tag " + tag;
    }
    if (commit != null) {
      return "commit " + commit + (branch == null ? "" : " of branch " + branch);
    }
    return branch == null ? "default branch" : "branch " + branch;
  }

  Found find(Repository mirror, Remote remote, FetchResult fetched) throws IOException {
    if (tag != null) {
      return new Found(tagged(mirror, remote, tag), null, tag);
    }
    if (commit != null) {
      return commitOf(mirror, remote, commit);
    }
    String name = branch == null ? defaultBranch(mirror, remote, fetched) : branch;
    return new Found(tip(mirror, remote, name), name, null);
  }

  private static ObjectId tagged(Repository mirror, Remote remote, String name) throws IOException {
    Ref ref = mirror.exactRef(Constants.R_TAGS + name);
    if (ref == null) {
      throw missing(remote, "tag", name, names(mirror, Constants.R_TAGS));
    }
    try (RevWalk walk = new RevWalk(mirror)) {
      return walk.parseCommit(ref.getObjectId()).copy();
    } catch (IncorrectObjectTypeException e) {
      throw new GitException(
          new Problem(
              place(remote),
              "tag " + name + " does not name a commit",
              "a tag of a commit",
              "name another tag, or a branch or a commit"),
          e);
    }
  }

  private static ObjectId tip(Repository mirror, Remote remote, String name) throws IOException {
    Ref ref = mirror.exactRef(Constants.R_HEADS + name);
    if (ref == null || ref.getObjectId() == null) {
      throw missing(remote, "branch", name, names(mirror, Constants.R_HEADS));
    }
    return ref.getObjectId();
  }

  private static String defaultBranch(Repository mirror, Remote remote, FetchResult fetched)
      throws IOException {
    Ref head = fetched.getAdvertisedRef(Constants.HEAD);
    if (head != null && head.isSymbolic()) {
      return Repository.shortenRefName(head.getTarget().getName());
    }
    List<String> branches = names(mirror, Constants.R_HEADS);
    // Servers that do not say to which branch HEAD points are old; its commit tells the branch
    // nearly always.
    for (String name : preferring(branches, "main", "master")) {
      Ref ref = mirror.exactRef(Constants.R_HEADS + name);
      if (head != null && ref != null && head.getObjectId().equals(ref.getObjectId())) {
        return name;
      }
    }
    String found = branches.isEmpty()
        ? "the repository has no branch yet"
        : "the repository says of no branch that it is the default one"
            + Similar.hint("", branches);
    throw new GitException(new Problem(
        place(remote), found, "a default branch", "name a branch, or push a commit to it first"));
  }

  private static List<String> preferring(List<String> names, String... first) {
    List<String> ordered = new ArrayList<>(List.of(first));
    ordered.retainAll(names);
    names.stream().filter(name -> !ordered.contains(name)).forEach(ordered::add);
    return ordered;
  }

  private Found commitOf(Repository mirror, Remote remote, String id) throws IOException {
    ObjectId found = expand(mirror, remote, id);
    if (branch == null) {
      return new Found(found, null, null);
    }
    ObjectId tip = tip(mirror, remote, branch);
    try (RevWalk walk = new RevWalk(mirror)) {
      if (!walk.isMergedInto(walk.parseCommit(found), walk.parseCommit(tip))) {
        throw new GitException(new Problem(
            place(remote),
            "commit " + id + " is not on branch " + branch,
            "a commit that the branch holds",
            "leave the branch out, or name the branch the commit is on"));
      }
    }
    return new Found(found, branch, null);
  }

  private static ObjectId expand(Repository mirror, Remote remote, String id) throws IOException {
    List<String> commits = new ArrayList<>();
    try (ObjectReader reader = mirror.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      for (ObjectId candidate : reader.resolve(AbbreviatedObjectId.fromString(id))) {
        if (reader.has(candidate) && walk.parseAny(candidate) instanceof RevCommit commit) {
          commits.add(commit.name());
        }
      }
    }
    if (commits.size() == 1) {
      return ObjectId.fromString(commits.get(0));
    }
    String found = commits.isEmpty()
        ? "commit " + id + " is not there"
        : "commit " + id + " may be any of "
            + commits.stream().sorted().limit(5).collect(Collectors.joining(", "));
    throw new GitException(new Problem(
        place(remote),
        found,
        "a commit on a branch or under a tag",
        commits.isEmpty() ? "push the commit, or name another one" : "give more of the id"));
  }

  private static List<String> names(Repository mirror, String prefix) throws IOException {
    Collection<Ref> refs = mirror.getRefDatabase().getRefsByPrefix(prefix);
    return refs.stream()
        .map(ref -> ref.getName().substring(prefix.length()))
        .sorted()
        .toList();
  }

  private static GitException missing(Remote remote, String kind, String name, List<String> known) {
    return new GitException(new Problem(
        place(remote),
        kind + " " + name + " is not there" + Similar.hint(name, known),
        "a " + kind + " of the repository",
        "name another one, or push it first"));
  }

  static String place(Remote remote) {
    return "repository " + remote.text();
  }
}
