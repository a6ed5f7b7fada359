package dev.slipway.testing;

import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A time that stands still while somebody works and jumps to the next moment at which something happens. Its threads run one
 * at a time, in an order that is the same in every run: a thread runs until it sleeps or ends, then the next one does.
 *
 * <p>{@link #runUntil} drives it. Work that was started may use everything of it; other threads may not. Code that blocks on
 * something else than {@link #sleep} makes everything stand still.
 *
 * @since 0.1
 */
public final class VirtualTime implements Time, AutoCloseable {
  private final SystemTime carriers = SystemTime.create();
  private final Semaphore conductor = new Semaphore(0);

  // The baton goes from thread to thread by semaphores, so one thread at a time sees what follows.
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Appointment> appointments = new PriorityQueue<>(
      Comparator.<Appointment>comparingLong(a -> a.nanos).thenComparingLong(a -> a.number));
  private final Instant start;
  private long nanos;
  private long numbers;
  private @Nullable Task current;
  private boolean closed;

  private VirtualTime(Instant start) {
    this.start = start;
  }

  /** Returns a time that begins at an instant. */
  public static VirtualTime startingAt(Instant start) {
    return new VirtualTime(Objects.requireNonNull(start, "start"));
  }

  @Override
  public Instant now() {
    return start.plusNanos(nanos);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  /** Returns the time that has gone by since the start. */
  public Duration elapsed() {
    return Duration.ofNanos(nanos);
  }

  /**
   * Sleeps in virtual time.
   *
   * @throws IllegalStateException if the calling thread was not started by this time
   */
  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Task task = current;
    if (task == null || task.thread != Thread.currentThread()) {
      throw new IllegalStateException(
          "only work that was started by a virtual time can sleep in it");
    }
    if (closed) {
      throw new Over();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before sleeping");
    }
    if (!duration.isNegative() && !duration.isZero()) {
      task.sleep(appointment(duration, task::resume));
    }
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Appointment appointment = appointment(delay.isNegative() ? Duration.ZERO : delay, task);
    return () -> appointments.remove(appointment);
  }

  @Override
  public Worker start(String name, Runnable work) {
    Task task = new Task(name, work);
    ready.add(task::begin);
    return task;
  }

  /**
   * Lets everything happen that was started and planned, until the condition holds.
   *
   * @param limit the most virtual time it may take
   * @throws IllegalStateException if nothing is left to happen, or the limit is reached, and the condition still does not hold
   */
  public void runUntil(BooleanSupplier done, Duration limit) {
    long end = inFuture(limit);
    while (!done.getAsBoolean()) {
      Runnable next = ready.poll();
      if (next == null) {
        Appointment appointment = appointments.poll();
        if (appointment == null) {
          throw new IllegalStateException("nothing is left to happen after " + elapsed());
        }
        if (appointment.nanos > end) {
          throw new IllegalStateException("it is not over after " + limit);
        }
        nanos = appointment.nanos;
        next = appointment.task;
      }
      next.run();
    }
  }

  /** Lets the threads go. What still sleeps is interrupted; what then sleeps again is unwound by an error. */
  @Override
  public void close() {
    closed = true;
    for (Appointment appointment : appointments.toArray(Appointment[]::new)) {
      Task sleeper = appointment.sleeper;
      if (sleeper != null) {
        sleeper.interrupt();
      }
    }
    for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
      next.run();
    }
    carriers.close();
  }

  private long inFuture(Duration delay) {
    try {
      return Math.addExact(nanos, delay.toNanos());
    } catch (ArithmeticException never) {
      return Long.MAX_VALUE;
    }
  }

  private Appointment appointment(Duration delay, Runnable task) {
    Appointment appointment = new Appointment(inFuture(delay), numbers++, task);
    appointments.add(appointment);
    return appointment;
  }

  /** Something that happens at a time; those of one time in the order they were made. */
  private static final class Appointment {
    private final long nanos;
    private final long number;
    private final Runnable task;
    private @Nullable Task sleeper;

    Appointment(long nanos, long number, Runnable task) {
      this.nanos = nanos;
      this.number = number;
      this.task = task;
    }
  }

  /** Work on a thread that runs only while it holds the baton. */
  private final class Task implements Worker {
    private final String name;
    private final Runnable work;
    private final Semaphore turn = new Semaphore(0);
    private @Nullable Thread thread;
    private @Nullable Appointment asleep;
    private boolean interruptedEarly;
    private boolean ended;

    Task(String name, Runnable work) {
      this.name = name;
      this.work = work;
    }

    void begin() {
      current = this;
      carriers.start(name, this::carry);
      conductor.acquireUninterruptibly();
    }

    private void carry() {
      Thread carrier = Thread.currentThread();
      thread = carrier;
      if (interruptedEarly) {
        carrier.interrupt();
      }
      try {
        work.run();
      } catch (Over expected) {
        ended = true;
      } finally {
        ended = true;
        current = null;
        conductor.release();
      }
    }

    void sleep(Appointment appointment) throws InterruptedException {
      asleep = appointment;
      appointment.sleeper = this;
      current = null;
      conductor.release();
      turn.acquireUninterruptibly();
      asleep = null;
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while sleeping");
      }
    }

    void resume() {
      current = this;
      turn.release();
      conductor.acquireUninterruptibly();
    }

    @Override
    public void interrupt() {
      Thread carrier = thread;
      if (ended) {
        return;
      }
      if (carrier == null) {
        interruptedEarly = true;
        return;
      }
      carrier.interrupt();
      if (asleep != null && appointments.remove(asleep)) {
        ready.add(this::resume);
      }
    }

    @Override
    public StackTraceElement[] stack() {
      Thread carrier = thread;
      return carrier == null || ended ? new StackTraceElement[0] : carrier.getStackTrace();
    }
  }

  /** Ends work that sleeps on when time is over. */
  private static final class Over extends Error {
    private static final long serialVersionUID = 1;

    Over() {
      super("the virtual time is closed", null, false, false);
    }
  }
}
