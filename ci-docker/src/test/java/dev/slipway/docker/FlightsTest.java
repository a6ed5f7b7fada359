package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.PullProgress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlightsTest {
  private static final Flights.Key KEY = new Flights.Key("engine", "image", "", "");

  private final Flights flights = new Flights();
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  @Test
  void whoComesLaterWaitsAndHears() throws Exception {
    List<PullProgress> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> first = start(progress -> {}, this::slow);
    begun.await();
    CompletableFuture<Void> second = start(heard::add, this::slow);
    awaitFollower(heard);
    go.countDown();
    first.get();
    second.get();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aFailureIsThatOfAll() throws Exception {
    CompletableFuture<Void> first = start(progress -> {}, ear -> {
      slow(ear);
      throw new IllegalArgumentException("no such image");
    });
    begun.await();
    List<PullProgress> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> second = start(heard::add, this::slow);
    awaitFollower(heard);
    go.countDown();
    assertThatThrownBy(first::get).hasRootCauseMessage("no such image");
    assertThatThrownBy(second::get).hasRootCauseMessage("no such image");
    flights.join(KEY, progress -> {}, ear -> runs.incrementAndGet());
    assertThat(runs).hasValue(2);
  }

  @Test
  void whenTheFirstIsInterruptedTheNextTakesOver() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Void> first = start(progress -> {}, ear -> {
      thread.complete(Thread.currentThread());
      slow(ear);
    });
    begun.await();
    List<PullProgress> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> second = start(heard::add, ear -> runs.addAndGet(10));
    awaitFollower(heard);
    thread.get().interrupt();
    assertThatThrownBy(first::get).hasRootCauseInstanceOf(InterruptedException.class);
    second.get();
    assertThat(runs).hasValue(11);
  }

  private void slow(Consumer<PullProgress> ear) throws InterruptedException {
    runs.incrementAndGet();
    begun.countDown();
    while (!go.await(1, TimeUnit.MILLISECONDS)) {
      ear.accept(new PullProgress("image", 1, 2, false));
    }
  }

  private static void awaitFollower(List<PullProgress> heard) {
    while (heard.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private CompletableFuture<Void> start(Consumer<PullProgress> ear, Flights.Work work) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    new Thread(() -> {
          try {
            flights.join(KEY, ear, work);
            over.complete(null);
          } catch (InterruptedException | RuntimeException e) {
            over.completeExceptionally(e);
          }
        })
        .start();
    return over;
  }
}
