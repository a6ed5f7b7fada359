package dev.slipway.model;

import dev.slipway.secret.Secret;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the code of a build comes from. Called on threads that may block and are interrupted when the build is to stop;
 * one source may serve several builds at once.
 *
 * @since 0.1
 */
public interface Source {

  /** Returns a source without files, for pipelines that need no repository. Its revision has an id of zeros and no branch. */
  static Source none() {
    return NoSource.INSTANCE;
  }

  /** Returns what it is, for people; without secrets. */
  String description();

  /**
   * Finds out which revision is to be built. Called once for a build, first.
   *
   * @throws dev.slipway.diagnostic.SlipwayException if there is none or it cannot be told
   * @throws InterruptedException if the build is to stop
   */
  Revision resolve() throws InterruptedException;

  /**
   * Puts the files of a revision into a directory. Whatever lies there is replaced. Called again after an interruption.
   *
   * @throws dev.slipway.diagnostic.SlipwayException if it cannot be done
   * @throws InterruptedException if the build is to stop
   */
  void checkout(Revision revision, Path directory) throws InterruptedException;

  /** Returns the secrets it uses, which must not appear in any output. */
  default List<Secret> secrets() {
    return List.of();
  }
}
