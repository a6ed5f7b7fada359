package dev.slipway.deploy.docker;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks for a page all the time, whether what was asked before is answered or not, and collects what is answered. */
final class Answers implements AutoCloseable {
  private static final int PAUSE_MILLIS = 50;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Collection<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
  private final Set<String> found = new ConcurrentSkipListSet<>();
  private final HttpRequest request;

  Answers(URI address) {
    request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build();
    clock.scheduleWithFixedDelay(this::ask, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    asked.add(client
        .sendAsync(request, BodyHandlers.ofString())
        .handle((answer, failure) -> answer == null ? failure.toString() : answer.body())
        .thenAccept(found::add));
  }

  /** Returns each different answer that there was by now. */
  Set<String> found() {
    return new TreeSet<>(found);
  }

  /** Asks no more, and waits for what was asked. */
  @Override
  public void close() throws InterruptedException {
    clock.shutdown();
    clock.awaitTermination(10, TimeUnit.SECONDS);
    asked.forEach(CompletableFuture::join);
  }
}
