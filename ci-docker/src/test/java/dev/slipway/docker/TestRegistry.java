package dev.slipway.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real registry, Debian's docker-registry, on a port of its own, which wants a password. */
final class TestRegistry implements AutoCloseable {
  static final String USER = "slipway";
  static final String PASSWORD = "push-me-if-you-can";

  private static final String BCRYPT =
      "$2b$04$T1HJ01xC6zQCgrM8vR7pju/SP9l6c.uocrcyxge7n5jgbw2DP5pTe";
  private static final Pattern LISTENING =
      Pattern.compile(".*listening on 127\\.0\\.0\\.1:(\\d+).*");

  private final Process process;
  private final int port;

  private TestRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static TestRegistry start(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path passwords = Files.writeString(directory.resolve("htpasswd"), USER + ":" + BCRYPT + "\n");
    Path config = Files.writeString(
        directory.resolve("config.yml"), """
        version: 0.1
        log: {level: info}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "127.0.0.1:0"}
        auth: {htpasswd: {realm: test, path: %s}}
        """.formatted(directory.resolve("data"), passwords));
    Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
        .redirectErrorStream(true)
        .start();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, port), "registry log");
    reader.setDaemon(true);
    reader.start();
    return new TestRegistry(process, port.join());
  }

  /** Returns a name in this registry. */
  String name(String rest) {
    return "127.0.0.1:" + port + "/" + rest;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static void read(Process process, CompletableFuture<Integer> port) {
    StringBuilder log = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.append(line).append('\n');
        Matcher listening = LISTENING.matcher(line);
        if (listening.matches()) {
          port.complete(Integer.parseInt(listening.group(1)));
        }
      }
    } catch (IOException e) {
      log.append(e);
    }
    port.completeExceptionally(new IllegalStateException("the registry ended:\n" + log));
  }
}
