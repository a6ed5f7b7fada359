package dev.slipway.docker;

import dev.slipway.model.PullProgress;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Downloads in progress. Who wants what is being fetched already waits for that, and hears how far it is. Thread-safe. */
final class Flights {
  /** All of this Java virtual machine: two runtimes may talk to one engine. */
  static final Flights SHARED = new Flights();

  private final ConcurrentMap<Key, Flight> flights = new ConcurrentHashMap<>();

  /**
   * Does the work, or waits until another thread has done it. When that one is interrupted, the next takes the work over.
   *
   * @throws RuntimeException what the work has thrown, to all who waited for it
   */
  void join(Key key, Consumer<PullProgress> ear, Work work) throws InterruptedException {
    boolean over = false;
    while (!over) {
      Flight own = new Flight();
      Flight flight = flights.computeIfAbsent(key, k -> own);
      flight.ears.add(ear);
      if (flight == own) {
        lead(key, own, work);
        over = true;
      } else {
        over = follow(flight);
        flight.ears.remove(ear);
      }
    }
  }

  /** Returns whether the work was done; if not, its thread was interrupted. */
  private static boolean follow(Flight flight) throws InterruptedException {
    try {
      flight.over.get();
      return true;
    } catch (CancellationException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void lead(Key key, Flight flight, Work work) throws InterruptedException {
    try {
      work.run(flight::tell);
      flights.remove(key, flight);
      flight.over.complete(null);
    } catch (RuntimeException | Error e) {
      flights.remove(key, flight);
      flight.over.completeExceptionally(e);
      throw e;
    } finally {
      // only what was interrupted is still here
      flights.remove(key, flight);
      flight.over.cancel(false);
    }
  }

  /**
   * What is the same download.
   *
   * @param engine the address of the engine
   * @param image the full name
   * @param platform the platform, or empty
   * @param login whose credentials are used, or empty: nobody gets an image by the login of another build
   */
  record Key(String engine, String image, String platform, String login) {}

  /** A download. */
  interface Work {
    void run(Consumer<PullProgress> ear) throws InterruptedException;
  }

  private static final class Flight {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final List<Consumer<PullProgress>> ears = new CopyOnWriteArrayList<>();

    void tell(PullProgress progress) {
      ears.forEach(ear -> ear.accept(progress));
    }
  }
}
