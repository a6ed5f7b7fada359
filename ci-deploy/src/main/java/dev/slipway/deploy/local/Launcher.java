package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Starts and stops applications, and keeps a note of each that runs so that none outlives the next start. */
final class Launcher {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int PORT_TRIES = 3;

  private final Layout layout;
  private final List<String> command;
  private final Duration startLimit;
  private final Duration grace;
  private final Time time;

  Launcher(Layout layout, List<String> command, Duration startLimit, Duration grace, Time time) {
    this.layout = layout;
    this.command = List.copyOf(command);
    this.startLimit = startLimit;
    this.grace = grace;
    this.time = time;
  }

  /**
   * An application that runs and accepts connections.
   *
   * @param name what its process is noted as
   */
  record App(String name, AppProcess process, Upstream upstream) {}

  /** Starts a release that is in place. */
  App launch(Release release, Map<String, Secret> secrets, Consumer<String> log)
      throws IOException, InterruptedException {
    return launch(release, String.valueOf(release.number()), secrets, log);
  }

  /** Starts one more copy of a release that is in place. */
  App launchCopy(Release release, Map<String, Secret> secrets, Consumer<String> log)
      throws IOException, InterruptedException {
    return launch(release, release.number() + "-rehearsal", secrets, log);
  }

  private App launch(
      Release release, String name, Map<String, Secret> secrets, Consumer<String> log)
      throws IOException, InterruptedException {
    int number = release.number();
    List<String> argv = argv(number);
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free();
      Map<String, String> environment = new LinkedHashMap<>(release.configuration());
      secrets.forEach((variable, secret) -> environment.put(variable, secret.reveal()));
      environment.put("PORT", String.valueOf(port));
      long before = Files.exists(layout.log(name)) ? Files.size(layout.log(name)) : 0;
      AppProcess process = start(name, argv, environment, layout.work(number));
      boolean ready = false;
      boolean ended = false;
      try {
        ready = awaitReady(process, port);
        ended = !process.isAlive();
      } finally {
        if (!ready) {
          stop(name, process);
        }
      }
      if (ready) {
        log.accept(release + " runs on port " + port + " as process " + process.pid());
        return new App(name, process, new Upstream(number, URI.create("http://127.0.0.1:" + port)));
      }
      if (attempt == PORT_TRIES || Ports.isFree(port)) {
        throw notStarted(release, layout.log(name), ended, before);
      }
      log.accept("port " + port + " was taken meanwhile; " + release + " is started on another");
    }
  }

  void stop(App app) throws IOException {
    stop(app.name(), app.process());
  }

  private void stop(String name, AppProcess process) throws IOException {
    process.stop(grace, time);
    Files.deleteIfExists(layout.running(name));
  }

  /** Ends what an earlier Java virtual machine has left behind. */
  void endLeftovers() throws IOException {
    for (String name : layout.recordedAsRunning()) {
      try {
        AppProcess.find(AppProcess.Identity.parse(Files.readString(layout.running(name))))
            .ifPresent(process -> process.stop(grace, time));
      } catch (IllegalArgumentException unreadable) {
        throw new TargetException(
            new Problem(
                layout.running(name).toString(),
                "a note about a running application that cannot be read",
                "its process id",
                "end the application by hand and delete the file"),
            unreadable);
      }
      Files.deleteIfExists(layout.running(name));
    }
  }

  private AppProcess start(
      String name, List<String> argv, Map<String, String> environment, Path work)
      throws IOException {
    Files.createDirectories(work);
    AppProcess process;
    try {
      process = AppProcess.start(argv, work, environment, layout.log(name));
    } catch (IOException e) {
      throw new TargetException(
          new Problem(
              "local target " + layout.root() + ", command '" + argv.get(0) + "'",
              String.valueOf(e.getMessage()),
              "a program that can be started",
              "correct the command, or install the program"),
          e);
    }
    boolean noted = false;
    try {
      layout.write(layout.running(name), process.identity().toString());
      noted = true;
    } finally {
      if (!noted) {
        process.stop(Duration.ZERO, time);
      }
    }
    return process;
  }

  private boolean awaitReady(AppProcess process, int port) throws InterruptedException {
    long deadline = time.nanos() + startLimit.toNanos();
    while (process.isAlive() && time.nanos() - deadline < 0) {
      if (Ports.accepts(port)) {
        return process.isAlive();
      }
      time.sleep(POLL);
    }
    return false;
  }

  private ReleaseNotStartedException notStarted(
      Release release, Path log, boolean ended, long before) {
    List<String> output = AppProcess.tail(log, before);
    String found = ended
        ? "it ended before it listened on its port"
        : "it did not listen on its port within " + startLimit.toMillis() + " ms";
    return new ReleaseNotStartedException(
        new Problem(
            release.toString(),
            found + (output.isEmpty() ? ", without output" : "; its last output: " + last(output)),
            "an application that listens on the port in its variable PORT",
            "see " + log),
        output);
  }

  private static String last(List<String> output) {
    return String.join(" | ", output.subList(Math.max(0, output.size() - 3), output.size()));
  }

  private List<String> argv(int number) throws IOException {
    List<Path> files = layout.artifactFiles(number);
    if (files.size() != 1 && command.stream().anyMatch(a -> a.contains("{artifact}"))) {
      throw new TargetException(new Problem(
          "local target " + layout.root() + ", release " + number,
          files.size() + " files in the artifact",
          "one, for the {artifact} of the command",
          "use {files}, the directory they are in"));
    }
    String only = files.size() == 1 ? files.get(0).toString() : "";
    return command.stream()
        .map(a -> a.replace("{artifact}", only)
            .replace("{files}", layout.files(number).toString()))
        .toList();
  }
}
