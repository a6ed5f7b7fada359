package dev.slipway.engine;

import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the events of one build to all listeners, one at a time. */
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final String buildId;
  private final List<RunListener> listeners;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<RunEvent> untold = new ArrayDeque<>(); // guarded by lock

  Listeners(String buildId, List<RunListener> listeners) {
    this.buildId = buildId;
    this.listeners = new CopyOnWriteArrayList<>(listeners);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  void tell(List<RunEvent> events) {
    if (listeners.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      untold.addAll(events);
      if (lock.getHoldCount()
          == 1) { // else a listener caused them, and the loop is further up the stack
        for (RunEvent event = untold.poll(); event != null; event = untold.poll()) {
          tellOne(event);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A start goes to the listeners in their order, an end in the reverse, so that they nest. */
  private void tellOne(RunEvent event) {
    boolean end = event instanceof RunEvent.StepFinished
        || event instanceof RunEvent.BuildFinished
        || event instanceof RunEvent.BuildSuspended;
    for (int i = 0; i < listeners.size(); i++) {
      RunListener listener = listeners.get(end ? listeners.size() - 1 - i : i);
      try {
        listener.onEvent(buildId, event);
      } catch (RuntimeException | Error e) {
        log.warn(
            "Listener {} failed on {} of build {}; the build goes on",
            listener.getClass().getName(),
            event.getClass().getSimpleName(),
            buildId,
            e);
      }
    }
  }
}
