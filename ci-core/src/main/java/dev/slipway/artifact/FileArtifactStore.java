package dev.slipway.artifact;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import dev.slipway.model.Artifact;
import dev.slipway.model.Produced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps artifacts in a directory, each content once: {@code sha256/ab/abcd...} holds the bytes whose SHA-256 digest begins with
 * {@code ab}. Content is written to a file of another name and moved to its place in one step, so several threads and several
 * processes may share the directory. Files are read and written as streams; nothing is held in memory as a whole. Thread-safe.
 *
 * <p>A declaration names files by a path or a glob pattern of {@link java.nio.file.FileSystem#getPathMatcher}, taken from the root
 * of the workspace; a path that is there is taken as it stands, even if it would also be a pattern. A directory that is named or
 * matched means all files below it.
 *
 * <p>Symbolic links: a link to a file of the workspace is stored as that file's content, at the path of the link. A link to a
 * directory of the workspace is followed where the declaration spells it out, not where it is found below a directory or by a
 * pattern. A link that leads out of the workspace, or nowhere, is not taken. Files that are neither regular files nor links are
 * not taken. Empty directories are not kept.
 *
 * <p>The digest of an artifact is the SHA-256 digest of one entry for each file, ordered by path as {@link String#compareTo}
 * orders: {@code x} for a file that its owner may run and {@code -} for any other, a space, the digest of its content
 * ({@code sha256:} and 64 lower-case hexadecimal digits), a space, its path in UTF-8, and a zero byte. The name of the artifact is
 * no part of it.
 *
 * @since 0.1
 */
public final class FileArtifactStore implements ArtifactStore {
  private final Blobs blobs;

  private FileArtifactStore(Path directory) {
    this.blobs = new Blobs(directory);
  }

  /** Returns a store in a directory, which is made when the first artifact is stored. */
  public static FileArtifactStore in(Path directory) {
    return new FileArtifactStore(Objects.requireNonNull(directory, "directory"));
  }

  /**
   * {@inheritDoc}
   *
   * <p>If the thread is interrupted, this fails and the thread stays interrupted.
   */
  @Override
  public Optional<Artifact> store(Path workspace, Produced declared) {
    try {
      List<Artifact.Entry> files = new ArrayList<>();
      for (Selection.Match match : Selection.of(workspace, declared.glob())) {
        Optional<Path> source = match.content();
        if (source.isPresent()) {
          boolean executable = Modes.isExecutable(source.get());
          Blobs.Blob blob = blobs.put(source.get());
          files.add(new Artifact.Entry(match.path(), blob.digest(), blob.size(), executable));
        }
      }
      files.sort(Comparator.comparing(Artifact.Entry::path));
      return files.isEmpty()
          ? Optional.empty()
          : Optional.of(new Artifact(declared.name(), Digests.of(files), files));
    } catch (IOException e) {
      throw failed(
          declared,
          "its files in " + workspace + " cannot be stored: " + IoTexts.of(e),
          "files that this user can read, and a store with room that this user can write to",
          e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Each file appears whole or not at all. A file that already has this content stays as it is; one that has not is replaced, as
   * is a link in its place. All paths are checked before the first file is written. Each content is checked against its digest
   * while it is copied.
   *
   * @throws ArtifactException also if a path is absolute or has {@code ..} in it, or if a directory on the way is a link that leads
   *     out of the workspace
   */
  @Override
  public void restore(Artifact artifact, Path workspace) {
    String place = "artifact '" + artifact.name() + "'";
    Restoring restoring = new Restoring(place, workspace);
    for (Artifact.Entry file : artifact.files()) {
      restoring.check(file);
      content(file);
    }
    for (Artifact.Entry file : artifact.files()) {
      restoring.write(file, content(file));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArtifactException also if what is there has another size, or if the entry's digest is malformed
   */
  @Override
  public Path content(Artifact.Entry file) {
    return blobs.content(file);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of a link the link itself is deleted, and directories stay.
   */
  @Override
  public void remove(Path workspace, Produced declared) {
    try {
      for (Selection.Match match : Selection.of(workspace, declared.glob())) {
        if (!Files.isDirectory(match.file())
            || Files.isDirectory(match.file(), LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(match.file());
        }
      }
    } catch (IOException e) {
      throw failed(
          declared,
          "its files in " + workspace + " cannot be deleted: " + IoTexts.of(e),
          "files that this user can delete",
          e);
    }
  }

  private static ArtifactException failed(
      Produced declared, String found, String expected, IOException e) {
    return new ArtifactException(
        new Problem(
            "artifact '" + declared.name() + "' (" + declared.glob() + ")",
            found,
            expected,
            "make room, or mend the path or the permissions"),
        e);
  }
}
