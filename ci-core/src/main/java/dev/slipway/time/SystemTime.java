package dev.slipway.time;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real time: the clocks of the Java virtual machine, virtual threads where it has them (Java 21 and later), and pooled
 * platform threads where it has not and for work that waits within the operating system. All threads are daemons. The only place of Slipway that takes time or a thread from
 * the air. Thread-safe.
 *
 * @since 0.1
 */
public final class SystemTime implements Time, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SystemTime.class);
  private static final @Nullable MethodHandle START_VIRTUAL_THREAD = startVirtualThread();

  private final ScheduledThreadPoolExecutor timers;
  private final ThreadPoolExecutor pool;
  private final Executor threads;

  private SystemTime() {
    timers = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "slipway-timer"));
    timers.setRemoveOnCancelPolicy(true);
    AtomicLong count = new AtomicLong();
    pool = new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> daemon(task, "slipway-worker-" + count.incrementAndGet()));
    threads = START_VIRTUAL_THREAD == null ? pool : SystemTime::runOnVirtualThread;
  }

  /** Makes a real time with threads of its own. Close it when nothing uses it any more. */
  public static SystemTime create() {
    return new SystemTime();
  }

  /** Returns whether the Java virtual machine has virtual threads, so that {@link #start} uses them. */
  public static boolean hasVirtualThreads() {
    return START_VIRTUAL_THREAD != null;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before sleeping");
    }
    if (!duration.isNegative() && !duration.isZero()) {
      TimeUnit.NANOSECONDS.sleep(nanosOf(duration));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this time is closed
   */
  @Override
  public Timer after(Duration delay, Runnable task) {
    long nanos = Math.max(0, nanosOf(delay));
    try {
      ScheduledFuture<?> future = timers.schedule(() -> guarded(task), nanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this time is closed
   */
  @Override
  public Worker start(String name, Runnable work) {
    return startOn(threads, name, work);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this time is closed
   */
  @Override
  public Worker startBlocking(String name, Runnable work) {
    return startOn(pool, name, work);
  }

  private Worker startOn(Executor executor, String name, Runnable work) {
    SystemWorker worker = new SystemWorker(name, work);
    if (timers.isShutdown()) {
      throw closed(null);
    }
    try {
      executor.execute(worker);
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
    return worker;
  }

  /**
   * Runs a task when the Java virtual machine ends in an orderly way: by its own exit or by a signal such as SIGINT or SIGTERM. The
   * end waits for the task, so it must not take long.
   *
   * @param name the name of its thread, for people
   * @return a handle to give the task up; does nothing once the end has begun
   */
  public static Timer atExit(String name, Runnable task) {
    Thread hook = new Thread(() -> guarded(task), name);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException endHasBegun) {
      return () -> {};
    }
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException endHasBegun) {
        log.debug("The virtual machine is ending; {} runs", name);
      }
    };
  }

  /** Gives up all timers and lets idle threads go. Work that has begun goes on. */
  @Override
  public void close() {
    timers.shutdownNow();
    pool.shutdown();
  }

  private static IllegalStateException closed(@Nullable Throwable cause) {
    return new IllegalStateException("this time is closed", cause);
  }

  private static long nanosOf(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error(
          "A task of thread {} failed; this is a defect, nothing else was told of it",
          Thread.currentThread(),
          e);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static @Nullable MethodHandle startVirtualThread() {
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              Thread.class,
              "startVirtualThread",
              MethodType.methodType(Thread.class, Runnable.class))
          .asType(MethodType.methodType(void.class, Runnable.class));
    } catch (NoSuchMethodException | IllegalAccessException olderThanJava21) {
      return null;
    }
  }

  private static void runOnVirtualThread(Runnable work) {
    try {
      if (START_VIRTUAL_THREAD != null) {
        START_VIRTUAL_THREAD.invokeExact(work);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("a virtual thread could not be started", e);
    }
  }

  /** Work on its thread; the lock keeps an interrupt from reaching whatever a pooled thread does next. */
  private static final class SystemWorker implements Worker, Runnable {
    private final String name;
    private final Runnable work;
    private final Object lock = new Object();
    private @Nullable Thread thread; // guarded by lock
    private boolean interruptedBeforeStart; // guarded by lock

    SystemWorker(String name, Runnable work) {
      this.name = name;
      this.work = work;
    }

    @Override
    public void run() {
      Thread current = Thread.currentThread();
      current.setName(name);
      synchronized (lock) {
        thread = current;
        if (interruptedBeforeStart) {
          current.interrupt();
        }
      }
      try {
        guarded(work);
      } finally {
        synchronized (lock) {
          thread = null;
          Thread.interrupted();
        }
      }
    }

    @Override
    public void interrupt() {
      synchronized (lock) {
        if (thread == null) {
          interruptedBeforeStart = true;
        } else {
          thread.interrupt();
        }
      }
    }

    @Override
    public StackTraceElement[] stack() {
      synchronized (lock) {
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
      }
    }
  }
}
