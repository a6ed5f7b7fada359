package dev.slipway.deploy.ssh;

import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.time.Time;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Does the same on several servers at the same time. Thread-safe. */
final class Fleet {
  private final Connections connections;
  private final SshServersBuilder description;
  private final Time time;

  Fleet(Connections connections, SshServersBuilder description, Time time) {
    this.connections = connections;
    this.description = description;
    this.time = time;
  }

  /** What is done on one server. */
  interface Work<T extends @Nullable Object> {
    T on(ServerReleases releases) throws InterruptedException;
  }

  /** What is done on one server and returns nothing. */
  interface Task {
    void on(ServerReleases releases) throws InterruptedException;
  }

  /**
   * What came of it on one server.
   *
   * @param value what it returned
   * @param failure why it failed; null if it did not
   */
  record Result<T extends @Nullable Object>(
      @Nullable T value, @Nullable SlipwayException failure) {}

  /** Does work on servers and returns what came of it on each, in their order. */
  <T extends @Nullable Object> Map<Server, Result<T>> tryEach(
      List<Server> servers, long token, Work<T> work) throws InterruptedException {
    Map<Server, CompletableFuture<Result<T>>> answers = new LinkedHashMap<>();
    List<Time.Worker> workers = new ArrayList<>();
    for (Server server : servers) {
      CompletableFuture<Result<T>> answer = new CompletableFuture<>();
      answers.put(server, answer);
      workers.add(time.startBlocking("slipway server " + server, () -> {
        try {
          answer.complete(on(server, token, work));
        } catch (Throwable e) {
          answer.completeExceptionally(e);
        }
      }));
    }
    try {
      Map<Server, Result<T>> results = new LinkedHashMap<>();
      for (Map.Entry<Server, CompletableFuture<Result<T>>> each : answers.entrySet()) {
        results.put(each.getKey(), each.getValue().get());
      }
      return results;
    } catch (InterruptedException e) {
      workers.forEach(Time.Worker::interrupt);
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("work on a server has failed", e.getCause());
    }
  }

  private <T extends @Nullable Object> Result<T> on(Server server, long token, Work<T> work)
      throws InterruptedException {
    try {
      Connection connection = connections.to(server);
      return new Result<>(work.on(new ServerReleases(connection, description, token, time)), null);
    } catch (SlipwayException e) {
      return new Result<>(null, e);
    }
  }

  /** Does a task on servers, and returns how it failed on those on which it did. */
  List<SlipwayException> tryAll(List<Server> servers, long token, Task task)
      throws InterruptedException {
    return failures(tryEach(servers, token, releases -> {
      task.on(releases);
      return "";
    }));
  }

  /**
   * Does a task on servers.
   *
   * @throws SlipwayException if it failed on one; all failures are told
   */
  void all(List<Server> servers, long token, Task task) throws InterruptedException {
    List<SlipwayException> failures = tryAll(servers, token, task);
    if (!failures.isEmpty()) {
      throw together(failures);
    }
  }

  static <T extends @Nullable Object> List<SlipwayException> failures(
      Map<Server, Result<T>> results) {
    List<SlipwayException> failures = new ArrayList<>();
    for (Result<T> result : results.values()) {
      if (result.failure() != null) {
        failures.add(result.failure());
      }
    }
    return failures;
  }

  /** Returns one exception for all: that of a stale owner, else that of a bad release, else that of the servers. */
  static SlipwayException together(List<SlipwayException> failures) {
    SlipwayException first = failures.stream()
        .filter(StaleOwnerException.class::isInstance)
        .findFirst()
        .or(() -> failures.stream()
            .filter(ReleaseNotStartedException.class::isInstance)
            .findFirst())
        .orElse(failures.get(0));
    if (failures.size() == 1 || !(first instanceof TargetException)) {
      failures.stream().filter(other -> other != first).forEach(first::addSuppressed);
      return first;
    }
    Problem problem = first.problems().get(0);
    String all = failures.stream()
        .flatMap(f -> f.problems().stream())
        .map(p -> p.place() + ": " + p.found())
        .collect(Collectors.joining("; "));
    return new TargetException(
        new Problem("servers", all, problem.expected(), problem.remedy()), first);
  }
}
