package dev.slipway.artifact;

import dev.slipway.model.Artifact;
import dev.slipway.model.Produced;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps artifacts by content. Thread-safe; methods may block.
 *
 * @since 0.1
 */
public interface ArtifactStore {

  /**
   * Stores the files of a workspace that a declaration names. Files reached over a symbolic link out of the workspace are not
   * taken. Nothing half-written is ever seen by others.
   *
   * @return the artifact, or empty if no file matches
   * @throws ArtifactException if files cannot be read or stored
   */
  Optional<Artifact> store(Path workspace, Produced declared);

  /**
   * Writes the files of an artifact into a workspace, each at its path, replacing what is there.
   *
   * @throws ArtifactException if content is not there any more or a file cannot be written
   */
  void restore(Artifact artifact, Path workspace);

  /**
   * Returns a file that holds the content of an artifact's file. It must not be changed.
   *
   * @throws ArtifactException if the content is not there any more
   */
  Path content(Artifact.Entry file);

  /**
   * Deletes the files of a workspace that a declaration names, before a step that was interrupted runs again.
   *
   * @throws ArtifactException if a file cannot be deleted
   */
  void remove(Path workspace, Produced declared);
}
