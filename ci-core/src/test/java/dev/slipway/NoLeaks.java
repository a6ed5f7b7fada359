package dev.slipway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a thread of Slipway behind, or during which any thread ends with an exception. */
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
  private Set<Thread> before = Set.of();
  private Thread.UncaughtExceptionHandler handler;

  @Override
  public void beforeEach(ExtensionContext context) {
    before = threads();
    handler = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Thread.setDefaultUncaughtExceptionHandler(handler);
    long end = System.nanoTime() + PATIENCE;
    Set<Thread> left = left();
    while (!left.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      left = left();
    }
    if (!left.isEmpty()) {
      throw new AssertionError("threads are left: " + left);
    }
    if (!uncaught.isEmpty()) {
      throw new AssertionError("a thread ended with an exception", uncaught.get(0));
    }
  }

  private Set<Thread> left() {
    Set<Thread> now = threads();
    now.removeAll(before);
    return now;
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("slipway"))
        .collect(Collectors.toSet());
  }
}
