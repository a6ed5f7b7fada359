package dev.slipway.engine;

import dev.slipway.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for a sign of life, and does something if there is none for too long. Thread-safe. */
final class Patience implements AutoCloseable {
  private final Time time;
  private final Duration limit;
  private final Runnable whenOver;
  private final Object lock = new Object();
  private Time.@Nullable Timer timer; // guarded by lock
  private boolean closed; // guarded by lock
  private boolean over; // guarded by lock

  Patience(Time time, Duration limit, Runnable whenOver) {
    this.time = time;
    this.limit = limit;
    this.whenOver = whenOver;
    renew();
  }

  /** Begins to wait anew. */
  void renew() {
    synchronized (lock) {
      if (timer != null) {
        timer.cancel();
      }
      timer = closed ? null : time.after(limit, this::lose);
    }
  }

  boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  private void lose() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      over = true;
    }
    whenOver.run();
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
