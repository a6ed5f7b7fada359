package dev.slipway.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a repository that a build is for. Immutable.
 *
 * @param id the full commit id
 * @param branch the branch it was taken from, or null where there is none (a tag, a bare commit)
 * @param tag the tag it was taken from, or null
 * @param author name of the commit's author; empty if not known
 * @param email e-mail address of the commit's author; empty if not known
 * @param message the whole commit message; empty if not known
 * @param committedAt when it was committed
 * @param changesKnown whether {@code changedPaths} could be told
 * @param changedPaths the files it changed, as paths from the root of the repository with {@code /}; empty if not known
 * @since 0.1
 */
public record Revision(
    String id,
    @Nullable String branch,
    @Nullable String tag,
    String author,
    String email,
    String message,
    Instant committedAt,
    boolean changesKnown,
    List<String> changedPaths) {

  /**
   * Makes a revision.
   *
   * @throws NullPointerException if a part other than branch and tag is null
   */
  public Revision {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(author, "author");
    Objects.requireNonNull(email, "email");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(committedAt, "committedAt");
    changedPaths = List.copyOf(changedPaths);
  }

  /** Returns a revision of which only the id and the branch are known. */
  public static Revision of(String id, @Nullable String branch) {
    return new Revision(id, branch, null, "", "", "", Instant.EPOCH, false, List.of());
  }

  /** Returns a copy with these changed paths, which are known then. */
  public Revision withChangedPaths(List<String> paths) {
    return new Revision(id, branch, tag, author, email, message, committedAt, true, paths);
  }

  /** Returns a copy taken from this tag. */
  public Revision withTag(@Nullable String newTag) {
    return new Revision(
        id, branch, newTag, author, email, message, committedAt, changesKnown, changedPaths);
  }

  /** Returns the first twelve characters of the id, for people. */
  public String shortId() {
    return id.length() <= 12 ? id : id.substring(0, 12);
  }

  /** Returns the first line of the message. */
  public String subject() {
    return message.lines().findFirst().orElse("");
  }
}
