package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
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

  /** An application that runs and accepts connections. */
  record App(AppProcess process, Upstream upstream) {}

  /** Starts a release that is in place. */
  App launch(Release release, Consumer<String> log) throws IOException, InterruptedException {
    int number = release.number();
    List<String> argv = argv(number);
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free();
      Map<String, String> environment = new LinkedHashMap<>(release.configuration());
      environment.put("PORT", String.valueOf(port));
      long before = Files.exists(layout.log(number)) ? Files.size(layout.log(number)) : 0;
      AppProcess process = start(number, argv, environment);
      boolean ready = false;
      boolean ended = false;
      try {
        ready = awaitReady(process, port);
        ended = !process.isAlive();
      } finally {
        if (!ready) {
          stop(number, process);
        }
      }
      if (ready) {
        log.accept(release + " runs on port " + port + " as process "
            + process.identity().pid());
        return new App(process, new Upstream(number, URI.create("http://127.0.0.1:" + port)));
      }
      if (attempt == PORT_TRIES || Ports.isFree(port)) {
        throw notStarted(release, ended, before);
      }
      log.accept("port " + port + " was taken meanwhile; " + release + " is started on another");
    }
  }

  void stop(int number, AppProcess process) throws IOException {
    process.stop(grace, time);
    Files.deleteIfExists(layout.running(number));
  }

  /** Ends what an earlier Java virtual machine has left behind. */
  void endLeftovers() throws IOException {
    for (int number : layout.recordedAsRunning()) {
      try {
        AppProcess.find(AppProcess.Identity.parse(Files.readString(layout.running(number))))
            .ifPresent(process -> process.stop(grace, time));
      } catch (IllegalArgumentException unreadable) {
        throw new TargetException(
            new Problem(
                layout.running(number).toString(),
                "a note about a running application that cannot be read",
                "its process id",
                "end the application by hand and delete the file"),
            unreadable);
      }
      Files.deleteIfExists(layout.running(number));
    }
  }

  private AppProcess start(int number, List<String> argv, Map<String, String> environment)
      throws IOException {
    Files.createDirectories(layout.work(number));
    AppProcess process;
    try {
      process = AppProcess.start(argv, layout.work(number), environment, layout.log(number));
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
      layout.write(layout.running(number), process.identity().toString());
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

  private ReleaseNotStartedException notStarted(Release release, boolean ended, long before) {
    List<String> output = AppProcess.tail(layout.log(release.number()), before);
    String found = ended
        ? "it ended before it listened on its port"
        : "it did not listen on its port within " + startLimit.toMillis() + " ms";
    return new ReleaseNotStartedException(
        new Problem(
            release.toString(),
            found + (output.isEmpty() ? ", without output" : "; its last output: " + last(output)),
            "an application that listens on the port in its variable PORT",
            "see " + layout.log(release.number())),
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
