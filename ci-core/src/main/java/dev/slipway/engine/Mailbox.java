package dev.slipway.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs messages one at a time, in the order they were posted, on whichever thread posts into an empty box. What is behind it
 * needs no lock. After each batch of messages the end-of-batch task runs.
 */
final class Mailbox {
  private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Runnable endOfBatch;

  Mailbox(Runnable endOfBatch) {
    this.endOfBatch = endOfBatch;
  }

  /** Adds a message; neither it nor the end-of-batch task may throw. */
  void post(Runnable message) {
    messages.add(message);
    if (count.getAndIncrement() == 0) {
      drain();
    }
  }

  private void drain() {
    int batch = 1;
    do {
      for (int i = 0; i < batch; i++) {
        Runnable message = messages.poll();
        if (message != null) {
          message.run();
        }
      }
      endOfBatch.run();
      batch = count.addAndGet(-batch);
    } while (batch > 0);
  }
}
