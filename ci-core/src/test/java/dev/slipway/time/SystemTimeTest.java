package dev.slipway.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SystemTimeTest {
  private final SystemTime time = SystemTime.create();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void clocksAreThoseOfTheMachine() {
    assertThat(time.now())
        .isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(10));
    long before = System.nanoTime();
    assertThat(time.nanos()).isBetween(before, System.nanoTime());
  }

  @Test
  void hasVirtualThreadsWhereTheMachineHasThem() throws Exception {
    assertThat(SystemTime.hasVirtualThreads()).isEqualTo(Runtime.version().feature() >= 21);
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    time.start("step 'unit'", () -> thread.complete(Thread.currentThread()));
    assertThat(thread.get().isDaemon()).isTrue();
    boolean virtual = thread.get().getClass().getSimpleName().equals("VirtualThread");
    assertThat(virtual).isEqualTo(SystemTime.hasVirtualThreads());
  }

  @Test
  void workThatWaitsInTheSystemKeepsNoOtherFromRunning() throws Exception {
    int many = 2 * Runtime.getRuntime().availableProcessors();
    List<Process> silent = new ArrayList<>();
    CountDownLatch over = new CountDownLatch(many);
    try {
      for (int i = 0; i < many; i++) {
        Process process = new ProcessBuilder("cat").start();
        silent.add(process);
        time.startBlocking("reader", () -> {
          try {
            process.getInputStream().read();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            over.countDown();
          }
        });
      }
      CompletableFuture<String> ran = new CompletableFuture<>();
      time.start("other", () -> ran.complete("ran"));
      assertThat(ran.get(30, TimeUnit.SECONDS)).isEqualTo("ran");
    } finally {
      silent.forEach(Process::destroyForcibly);
    }
    assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void threadsHaveTheNamesOfTheirWork() throws Exception {
    for (String name : List.of("step 'unit'", "step 'lint'")) {
      CompletableFuture<String> found = new CompletableFuture<>();
      time.start(name, () -> found.complete(Thread.currentThread().getName()));
      assertThat(found.get()).isEqualTo(name);
    }
  }

  @Test
  void timersRunInTheOrderOfTheirTimesAndNotAfterTheyWereGivenUp() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch last = new CountDownLatch(1);
    Time.Timer never = time.after(Duration.ofMillis(1), () -> ran.add("never"));
    never.cancel();
    boolean cancelledInTime = ran.isEmpty();
    time.after(Duration.ofMillis(60), () -> {
      ran.add("late");
      last.countDown();
    });
    time.after(Duration.ofMillis(20), () -> ran.add("early"));
    time.after(Duration.ofSeconds(-1), () -> ran.add("at once"));
    time.after(ChronoUnit.FOREVER.getDuration(), () -> ran.add("at the end of time"));
    last.await();
    ran.remove(cancelledInTime ? "" : "never");
    assertThat(ran).containsExactly("at once", "early", "late");
    never.cancel();
  }

  @Test
  void aTimerIsNotEarly() throws Exception {
    CompletableFuture<Long> ran = new CompletableFuture<>();
    long start = time.nanos();
    time.after(Duration.ofMillis(30), () -> ran.complete(time.nanos()));
    assertThat(ran.get() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
  }

  @Test
  void whatATaskThrowsDoesNotStopOthers() throws Exception {
    CountDownLatch ran = new CountDownLatch(2);
    time.after(Duration.ZERO, () -> {
      throw new IllegalStateException("expected in the log of this test");
    });
    time.after(Duration.ZERO, ran::countDown);
    time.start("bad", () -> {
      throw new AssertionError("expected in the log of this test");
    });
    time.start("good", ran::countDown);
    assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void sleepsAndIsWokenByAnInterrupt() throws Exception {
    long start = time.nanos();
    time.sleep(Duration.ofMillis(5));
    assertThat(time.nanos() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
    time.sleep(Duration.ZERO);
    time.sleep(Duration.ofSeconds(-1));
    CompletableFuture<Boolean> woken = new CompletableFuture<>();
    Time.Worker worker = time.start("sleeper", () -> {
      try {
        time.sleep(ChronoUnit.FOREVER.getDuration());
        woken.complete(false);
      } catch (InterruptedException e) {
        woken.complete(!Thread.currentThread().isInterrupted());
      }
    });
    worker.interrupt();
    assertThat(woken.get()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1})
  void anInterruptBeforeASleepEndsItAtOnce(long hours) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> time.sleep(Duration.ofHours(hours)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptNeverReachesLaterWork() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      CountDownLatch over = new CountDownLatch(1);
      Time.Worker first = time.start("first", over::countDown);
      over.await();
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      CountDownLatch told = new CountDownLatch(1);
      time.start("second", () -> {
        try {
          told.await();
          interrupted.complete(Thread.currentThread().isInterrupted());
        } catch (InterruptedException e) {
          interrupted.complete(true);
        }
      });
      first.interrupt();
      told.countDown();
      assertThat(interrupted.get()).isFalse();
    }
  }

  @Test
  void tellsWhereWorkStands() throws Exception {
    CountDownLatch here = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Time.Worker worker = time.start("work", () -> standsHere(here, goOn));
    here.await();
    assertThat(worker.stack()).anyMatch(frame -> frame.getMethodName().equals("standsHere"));
    goOn.countDown();
    while (worker.stack().length > 0) {
      Thread.onSpinWait();
    }
    worker.interrupt();
  }

  @Test
  void closingGivesUpTimersAndLetsWorkGoOn() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<String> work = new CompletableFuture<>();
    time.start("work", () -> {
      try {
        closed.await();
        work.complete("went on");
      } catch (InterruptedException e) {
        work.complete("was interrupted");
      }
    });
    Time.Timer timer = time.after(Duration.ofHours(1), () -> ran.add("timer"));
    time.close();
    closed.countDown();
    assertThat(work.get()).isEqualTo("went on");
    timer.cancel();
    time.close();
    assertThatThrownBy(() -> time.after(Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this time is closed");
    assertThatThrownBy(() -> time.start("late", () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this time is closed");
    assertThat(ran).isEmpty();
  }

  private static void standsHere(CountDownLatch here, CountDownLatch goOn) {
    here.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
