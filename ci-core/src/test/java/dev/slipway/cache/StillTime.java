package dev.slipway.cache;

import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;

/** A clock that is put forward by hand. */
final class StillTime implements Time {
  private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");

  void pass(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long nanos() {
    throw new UnsupportedOperationException("nothing here measures");
  }

  @Override
  public void sleep(Duration duration) {
    throw new UnsupportedOperationException("nothing here sleeps");
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    throw new UnsupportedOperationException("nothing here waits");
  }

  @Override
  public Worker start(String name, Runnable work) {
    throw new UnsupportedOperationException("nothing here needs a thread");
  }
}
