package dev.slipway.docker;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import dev.slipway.model.Command;
import dev.slipway.model.LogStream;
import dev.slipway.model.Readiness;
import dev.slipway.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks once whether a service is ready. Ports are tried from this machine where it reaches the network of the engine, and else from
 * within the container.
 *
 * @param closed whether this machine is kept out of that network
 */
record ServiceProbe(
    Engine engine, String container, Readiness ready, ServiceLog log, boolean closed, Time time) {
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final int CONNECT_MILLIS = 1000;
  private static final int FIRST_BAD_STATUS = 400;

  /** Returns readiness as a clause for people. */
  static String text(Readiness ready) {
    if (ready instanceof Readiness.Started) {
      return "runs";
    } else if (ready instanceof Readiness.Tcp tcp) {
      return "accepts connections on port " + tcp.port();
    } else if (ready instanceof Readiness.Http http) {
      return "answers " + http.path() + " on port " + http.port();
    } else if (ready instanceof Readiness.Passes passes) {
      return "passes the " + passes.check() + " on port " + passes.port();
    } else if (ready instanceof Readiness.LogLine line) {
      return "writes a line with '" + line.regex() + "'";
    } else if (ready instanceof Readiness.Succeeds check) {
      return "lets '" + check.command() + "' succeed";
    }
    return ready instanceof Readiness.HealthyIfChecked
        ? "is healthy by the HEALTHCHECK of its image, if there is one"
        : "is healthy by its HEALTHCHECK";
  }

  /** Returns whether there is no use in asking again. */
  boolean isNeverReady(InspectContainerResponse now) {
    HealthState health = now.getState().getHealth();
    return ready instanceof Readiness.Healthy && isUnchecked(health);
  }

  /** Returns whether the check of the image has given it up, after the retries it has, where that is the last word. */
  boolean isUnhealthy(InspectContainerResponse now) {
    HealthState health = now.getState().getHealth();
    return ready instanceof Readiness.HealthyIfChecked
        && health != null
        && "unhealthy".equals(health.getStatus());
  }

  /** Returns null if it is ready, else what is missing. */
  @Nullable
  String whyNotReady(InspectContainerResponse now, String address) throws InterruptedException {
    if (ready instanceof Readiness.Tcp tcp) {
      return tcp(address, tcp.port());
    } else if (ready instanceof Readiness.Http http) {
      return http(address, http);
    } else if (ready instanceof Readiness.Passes passes) {
      return passes(passes, URI.create("http://" + address + ":" + passes.port()));
    } else if (ready instanceof Readiness.LogLine) {
      return log.isFound() ? null : "there was no such line";
    } else if (ready instanceof Readiness.Succeeds check) {
      return command(check.command());
    } else if (ready instanceof Readiness.Healthy) {
      return health(now.getState().getHealth());
    } else if (ready instanceof Readiness.HealthyIfChecked
        && !isUnchecked(now.getState().getHealth())) {
      return health(now.getState().getHealth());
    }
    return null;
  }

  /** What the check of a user throws is what is missing: it is asked again, and told when the time is over. */
  private @Nullable String passes(Readiness.Passes ready, URI service) throws InterruptedException {
    try {
      return ready.check().whyNotReady(service, time).orElse(null);
    } catch (RuntimeException e) {
      return "the check threw " + e;
    }
  }

  private static boolean isUnchecked(@Nullable HealthState health) {
    return health == null || "none".equals(health.getStatus());
  }

  private static @Nullable String health(@Nullable HealthState health) {
    String status = health == null ? "unknown" : health.getStatus();
    return "healthy".equals(status) ? null : "its health is '" + status + "'";
  }

  private @Nullable String tcp(String address, int port) throws InterruptedException {
    if (closed) {
      return seen(port);
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return null;
    } catch (SocketTimeoutException | NoRouteToHostException unreachable) {
      return seen(port);
    } catch (IOException e) {
      return "port " + port + ": " + e.getMessage();
    }
  }

  private @Nullable String seen(int port) throws InterruptedException {
    return listens(port)
        ? null
        : "port " + port + " is not open, as far as /bin/sh and cat can tell";
  }

  /** Reads the sockets of the container as its kernel lists them: hexadecimal port, state 0A for listening. */
  private boolean listens(int port) throws InterruptedException {
    Outcome outcome =
        run(Command.of("/bin/sh", "-c", "cat /proc/net/tcp /proc/net/tcp6 2>/dev/null"));
    String wanted = String.format(Locale.ROOT, ":%04X ", port);
    return outcome
        .output()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .anyMatch(words ->
            words.length > 3 && (words[1] + " ").endsWith(wanted) && words[3].equals("0A"));
  }

  private static @Nullable String http(String address, Readiness.Http http) {
    HttpURLConnection connection = null;
    try {
      URI page = new URI("http", null, address, http.port(), null, null, null);
      connection =
          (HttpURLConnection) URI.create(page + http.path()).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout((int) ASK.toMillis());
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      return status < FIRST_BAD_STATUS ? null : "it answers with status " + status;
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      return "port " + http.port() + ": " + e.getMessage();
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private @Nullable String command(Command command) throws InterruptedException {
    Outcome outcome = run(command);
    return outcome.code == 0 ? null : "'" + command + "' ends with exit code " + outcome.code;
  }

  private Outcome run(Command command) throws InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    String exec = engine
        .calls()
        .execCreateCmd(container)
        .withCmd(command.argv().toArray(String[]::new))
        .withAttachStdout(true)
        .withAttachStderr(true)
        .exec()
        .getId();
    OutputFrames frames = new OutputFrames((stream, bytes, offset, length) -> {
      if (stream == LogStream.OUT) {
        output.write(bytes, offset, length);
      }
    });
    engine.streams().execStartCmd(exec).exec(frames).isOverWithin(ASK);
    InspectExecResponse state = engine.calls().inspectExecCmd(exec).exec();
    Long code = state.getExitCodeLong();
    return new Outcome(
        code == null ? -1 : code.intValue(), output.toString(StandardCharsets.UTF_8));
  }

  private record Outcome(int code, String output) {}
}
