package dev.slipway.model;

/**
 * Something that a step holds from the opening of a gate until the step has ended, such as the lock of an environment.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Lease extends AutoCloseable {
  /** Returns a lease that holds nothing. */
  static Lease none() {
    return () -> {};
  }

  /** Gives the lease back. Called once, from any thread, also after a failure; may block for a moment. */
  @Override
  void close();
}
