package dev.slipway.docker;

import com.github.dockerjava.api.model.Mount;

/** The files of a build as the container of a session sees them. For one thread. */
interface SessionFiles {

  /** Returns what the container mounts at the workspace. */
  Mount mount() throws InterruptedException;

  /** Brings the files to a container that was made and does not run yet. */
  void fill(String container) throws InterruptedException;

  /** Brings what changed back, when all commands are over and before the container is removed. Safe when called again. */
  void collect(String container);

  /** Lets go of what was made for the files, on every way out. */
  void release();
}
