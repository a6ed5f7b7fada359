package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real PostgreSQL server of the test's own. It does not run as root, so as root the programs run as the user of the package. */
final class PostgresServer implements BeforeAllCallback, AfterAllCallback {
  static final Secret PASSWORD = Secret.of("PGPASSWORD", "correct horse battery");
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private Path directory = Path.of("");
  private int port;
  private @Nullable Process server;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Path programs = programs();
    directory = Files.createTempDirectory("slipway-postgres");
    if (ROOT) {
      run("chown", "postgres", directory.toString());
    }
    Path password = Files.writeString(directory.resolve("password"), PASSWORD.reveal());
    if (ROOT) {
      run("chown", "postgres", password.toString());
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String data = directory.resolve("data").toString();
    run(as(
        programs.resolve("initdb").toString(),
        "--auth=scram-sha-256",
        "--username=ci",
        "--no-sync",
        "--encoding=UTF8",
        "--no-locale",
        "--pwfile=" + password,
        data));
    List<String> command = as(
        programs.resolve("postgres").toString(),
        "-D",
        data,
        "-p",
        Integer.toString(port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
        "-c",
        "fsync=off");
    Process started = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
    server = started;
    while (!Files.readString(directory.resolve("log")).contains("ready to accept connections")) {
      assertThat(started.isAlive()).as(() -> "the server runs").isTrue();
      Thread.onSpinWait();
    }
  }

  /** Returns a database without tables. */
  Database fresh() {
    String name = "test" + DATABASES.incrementAndGet();
    try (Connection connection =
            DriverManager.getConnection(url("postgres"), "ci", PASSWORD.reveal());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Database.postgresql(url(name), "ci", PASSWORD);
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static Path programs() throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
    }
  }

  private static List<String> as(String... command) {
    List<String> all = new ArrayList<>();
    if (ROOT) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static void run(String... command) throws Exception {
    run(List.of(command));
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    Process running = Objects.requireNonNull(server);
    running.destroy();
    if (!running.waitFor(20, TimeUnit.SECONDS)) {
      running.toHandle().destroyForcibly();
      running.waitFor();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
