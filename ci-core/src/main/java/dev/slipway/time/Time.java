package dev.slipway.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Where clocks, delays and threads come from. {@link SystemTime} is the real one; a simulation passes a virtual one in which
 * forty minutes take a microsecond. Code that waits must wait by {@link #sleep}, or a simulation stands still.
 *
 * <p>Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface Time {

  /** Returns the wall-clock time, for records that people read. It may jump. */
  Instant now();

  /** Returns a monotonic time in nanoseconds, for measuring durations. Only differences have a meaning. */
  long nanos();

  /**
   * Blocks the calling thread for the given time. Zero and negative durations return at once.
   *
   * @throws InterruptedException if the thread is interrupted before or while it sleeps
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Runs a task once, after a delay. The task runs on a thread that all timers share: it must be short and must not block.
   * What it throws is logged.
   *
   * @return a handle to give the timer up
   */
  Timer after(Duration delay, Runnable task);

  /**
   * Runs work on a thread of its own (a virtual one where the Java virtual machine has them) that may block.
   * What it throws is logged.
   *
   * @param name the name of the thread, for people who read thread dumps
   * @return a handle to interrupt it
   */
  Worker start(String name, Runnable work);

  /**
   * Runs work that waits within calls of the operating system, such as reads from a pipe, on a thread of its own. A virtual thread
   * would keep its processor there, and a few of them would keep all other virtual threads from running. Otherwise like
   * {@link #start}, which it calls unless an implementation has something better.
   */
  default Worker startBlocking(String name, Runnable work) {
    return start(name, work);
  }

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    /** Gives the task up; does nothing if it has run or is running. */
    void cancel();
  }

  /** A thread at work. */
  interface Worker {
    /** Interrupts the work; does nothing if it is over. An interrupt never reaches work started later. */
    void interrupt();

    /** Returns where the work stands at this moment, innermost call first; empty if it is over or not known. */
    StackTraceElement[] stack();
  }
}
