package dev.slipway.deploy.target;

import java.net.URI;

/**
 * One more copy of a release, which runs without traffic until this is closed.
 *
 * @since 0.1
 */
public interface Rehearsal extends AutoCloseable {
  /** Returns where the copy answers. */
  URI address();

  /**
   * Ends the copy and deletes what was made for it. Does nothing the second time.
   *
   * @throws TargetException if it cannot be ended; the target ends it when it is used the next time
   */
  @Override
  void close();
}
