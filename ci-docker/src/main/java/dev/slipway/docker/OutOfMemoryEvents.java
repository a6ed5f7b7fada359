package dev.slipway.docker;

import com.github.dockerjava.api.model.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether something in a container was ended because it used more memory than it may. The engine tells it as an event, by its own
 * clock. For one thread.
 */
final class OutOfMemoryEvents {
  /** The event comes by another way than the exit code, and may come later. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private static final Duration AT_ONCE = Duration.ofMillis(50);

  private final Engine engine;
  private final String container;
  private long known;

  OutOfMemoryEvents(Engine engine, String container) {
    this.engine = engine;
    this.container = container;
  }

  /**
   * Returns whether there is an event that was not told before.
   *
   * @param likely whether it is worth waiting for
   */
  boolean happened(boolean likely) throws InterruptedException {
    AtomicLong newest = new AtomicLong();
    Answer<Event> answer = new Answer<>() {
      @Override
      public void onNext(Event event) {
        Long at = event.getTimeNano();
        if (at != null && at > known) {
          newest.set(at);
          closeQuietly(this);
        }
      }
    };
    engine
        .streams()
        .eventsCmd()
        .withContainerFilter(container)
        .withEventFilter("oom")
        .withSince("1")
        .exec(answer)
        .isOverWithin(likely ? LATE : AT_ONCE);
    closeQuietly(answer);
    boolean happened = newest.get() > known;
    known = Math.max(known, newest.get());
    return happened;
  }

  private static void closeQuietly(Answer<Event> answer) {
    try {
      answer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
