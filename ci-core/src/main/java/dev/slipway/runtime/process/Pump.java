package dev.slipway.runtime.process;

import dev.slipway.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries output to its sink while a command runs, on one thread: both streams of the command, and those of children which
 * earlier commands left in the background. Because it never blocks in a read, it knows for sure when all that the command wrote
 * has been delivered, even if a child keeps a pipe open.
 */
final class Pump {
  private static final Logger log = LoggerFactory.getLogger(Pump.class);
  private static final int BUFFER = 64 * 1024;
  /** So soon a command that waited for room fills its pipe again; a pause each time would slow it down. */
  private static final long REFILL = Duration.ofNanos(100_000).toNanos();

  private static final long SHORTEST_PAUSE = Duration.ofMillis(1).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(10).toNanos();
  /** A pause is this part of the silence before it, so that whoever writes now and then is still followed closely. */
  private static final int SILENCE_PER_PAUSE = 50;

  private final Outlets outlets;
  private final List<Outlets> earlier;
  private final byte[] buffer = new byte[BUFFER];
  private final CountDownLatch over = new CountDownLatch(1);

  Pump(Outlets outlets, List<Outlets> earlier) {
    this.outlets = outlets;
    this.earlier = List.copyOf(earlier);
  }

  Outlets outlets() {
    return outlets;
  }

  /** Begins to carry the output of a process that is connected. */
  void start(Time time, Process process, String step) {
    time.startBlocking("slipway-output " + step, () -> {
      try {
        follow(process, time);
      } catch (IOException | InterruptedException e) {
        log.warn("The output of step '{}' could not be read to its end", step, e);
      } finally {
        over.countDown();
      }
    });
  }

  /** Waits until the sink has all that the command itself wrote. */
  void awaitOver() throws InterruptedException {
    over.await();
  }

  void awaitOver(Duration limit) throws InterruptedException {
    over.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  private void follow(Process process, Time time) throws IOException, InterruptedException {
    long lastMoved = time.nanos();
    boolean ended = false;
    while (!ended) {
      if (pourAll()) {
        // a child that never stops writing must not hide the end of the command
        ended = !process.isAlive();
        lastMoved = time.nanos();
        continue;
      }
      long silence = time.nanos() - lastMoved;
      if (silence < REFILL) {
        Thread.onSpinWait();
      } else {
        ended = process.waitFor(pauseAfter(silence), TimeUnit.NANOSECONDS);
      }
    }
    outlets.pour(buffer);
  }

  private boolean pourAll() throws IOException {
    boolean moved = outlets.pour(buffer);
    for (Outlets other : earlier) {
      moved |= other.pour(buffer);
    }
    return moved;
  }

  private static long pauseAfter(long silence) {
    return Math.max(SHORTEST_PAUSE, Math.min(silence / SILENCE_PER_PAUSE, LONGEST_PAUSE));
  }
}
