package dev.slipway.examples;

import dev.slipway.deploy.release.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests the page of the application over and over from the moment it is there, and counts what goes wrong. */
final class Visitor implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final AtomicBoolean watching = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Thread thread = new Thread(this::visit, "visitor");

  Visitor(URI page) {
    request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build();
    thread.setDaemon(true);
  }

  /** Begins, if it has not begun. */
  void watch() {
    if (watching.compareAndSet(false, true)) {
      thread.start();
    }
  }

  /** Ends, prints the last line of the story, and returns its exit status. */
  int report(List<Deployment> deployments) {
    close();
    long released = count(deployments, Deployment.Outcome.RELEASED);
    long rolledBack = count(deployments, Deployment.Outcome.ROLLED_BACK);
    System.out.printf(
        "%d builds: %d released, %d rolled back; %d requests, %d failed%n",
        deployments.size(), released, rolledBack, requests.get(), failed.get());
    boolean asItShould = deployments.size() == 3 && released == 2 && rolledBack == 1;
    return asItShould && requests.get() > 0 && failed.get() == 0 ? 0 : 1;
  }

  private static long count(List<Deployment> deployments, Deployment.Outcome outcome) {
    return deployments.stream()
        .filter(deployment -> deployment.outcome() == outcome)
        .count();
  }

  @Override
  public void close() {
    ended.set(true);
    try {
      if (watching.get()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void visit() {
    while (!ended.get()) {
      requests.incrementAndGet();
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().startsWith("Sample shop")) {
          failed.incrementAndGet();
        }
      } catch (IOException e) {
        failed.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
