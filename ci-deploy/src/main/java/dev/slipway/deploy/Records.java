package dev.slipway.deploy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Release;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.function.Consumer;

/** What is known about the releases of one environment. Thread-safe; shared with other processes. */
interface Records {

  /** One fact. State is what all facts together say. */
  sealed interface Fact {
    /** A release was made. */
    record Made(Release release) implements Fact {}

    /** The environment serves a release; 0 if it serves none. */
    record Serving(int number) implements Fact {}

    /** A deployment has ended. */
    record Ended(Deployment deployment) implements Fact {}

    /** A release is not kept any more. */
    record Removed(int number) implements Fact {}
  }

  /** The right to deploy to the environment, and so to add facts. For one thread. */
  interface Hold extends AutoCloseable {
    /** Returns what is known. */
    History read();

    /** Adds a fact; it is stored when this returns. */
    void add(Fact fact);

    @Override
    void close();
  }

  /**
   * Waits until no other thread or process deploys to the environment.
   *
   * @throws RecordsException if the records cannot be used, or the limit is over
   */
  Hold hold(Time time, Duration limit, Consumer<String> log) throws InterruptedException;

  /** Returns what is known. */
  History read();
}
