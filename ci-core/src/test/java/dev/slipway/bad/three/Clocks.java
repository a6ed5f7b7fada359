package dev.slipway.bad.three;

import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

final class Clocks {
  Thread thread() {
    return new Thread(() -> {
      try {
        Thread.sleep(System.nanoTime() - System.currentTimeMillis());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  Supplier<Instant> clock() {
    return Instant::now;
  }

  ExecutorService pool() {
    return Executors.newCachedThreadPool();
  }
}
