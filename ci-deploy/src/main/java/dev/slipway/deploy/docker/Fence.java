package dev.slipway.deploy.docker;

import dev.slipway.deploy.target.StaleOwnerException;

/** Keeps those from a target who have lost the lock of its environment; to be asked again after each wait, before something is changed. */
interface Fence {

  /**
   * Does nothing if the one who asks still has the lock, as far as the target knows.
   *
   * @throws StaleOwnerException if another one has it
   */
  void check() throws InterruptedException;
}
