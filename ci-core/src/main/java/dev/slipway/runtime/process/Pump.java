package dev.slipway.runtime.process;

import dev.slipway.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one output stream to its sink while a command runs, on a thread of its own: that of the command, and that of children
 * which earlier commands left in the background. Because it never blocks in a read, it knows for sure when all that the command
 * wrote has been delivered, even if a child keeps the pipe open.
 */
final class Pump {
  private static final Logger log = LoggerFactory.getLogger(Pump.class);
  private static final int BUFFER = 64 * 1024;
  private static final int LONGEST_PAUSE_MS = 20;

  private final Outlet outlet;
  private final List<Outlet> earlier;
  private final byte[] buffer = new byte[BUFFER];
  private final CountDownLatch over = new CountDownLatch(1);

  Pump(Outlet outlet, List<Outlet> earlier) {
    this.outlet = outlet;
    this.earlier = List.copyOf(earlier);
  }

  Outlet outlet() {
    return outlet;
  }

  /** Begins to carry the output of a process that is connected. */
  void start(Time time, Process process, String step) {
    time.startBlocking(
        "slipway-" + outlet.stream().name().toLowerCase(Locale.ROOT) + " " + step, () -> {
          try {
            follow(process);
          } catch (IOException | InterruptedException e) {
            log.warn(
                "Output {} of step '{}' could not be read to its end", outlet.stream(), step, e);
          } finally {
            over.countDown();
          }
        });
  }

  /** Waits until the sink has all that the command itself wrote. */
  void awaitOver() throws InterruptedException {
    over.await();
  }

  boolean awaitOver(Duration limit) throws InterruptedException {
    return over.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  private void follow(Process process) throws IOException, InterruptedException {
    int pause = 1;
    for (boolean ended = false; ; ) {
      int available = outlet.available();
      if (ended) {
        outlet.pour(available, buffer);
        return;
      }
      boolean moved = pourEarlier();
      if (available > 0) {
        outlet.pour(Math.min(available, buffer.length), buffer);
        moved = true;
      }
      if (moved) {
        pause = 1;
      } else {
        ended = process.waitFor(pause, TimeUnit.MILLISECONDS);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  private boolean pourEarlier() throws IOException {
    boolean moved = false;
    for (Outlet other : earlier) {
      int available = other.available();
      other.pour(Math.min(available, buffer.length), buffer);
      moved |= available > 0;
    }
    return moved;
  }
}
