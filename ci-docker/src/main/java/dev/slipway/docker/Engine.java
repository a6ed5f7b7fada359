package dev.slipway.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an engine. Calls have a limit, so that an engine that hangs is noticed; streams have none, because a
 * command may be silent for hours.
 */
final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration CALL_LIMIT = Duration.ofMinutes(2);

  private final EngineAddress address;
  private final Platform platform;
  private final DockerClient calls;
  private final DockerClient streams;
  private final @Nullable SshTunnel tunnel;

  private Engine(
      EngineAddress address,
      Platform platform,
      DockerClient calls,
      DockerClient streams,
      @Nullable SshTunnel tunnel) {
    this.address = address;
    this.platform = platform;
    this.calls = calls;
    this.streams = streams;
    this.tunnel = tunnel;
  }

  /**
   * Connects to the first engine that answers.
   *
   * @throws RuntimeUnavailableException if none does, with all that were tried, or if something else than an address is
   *     among them
   */
  static Engine connect(List<EngineAddress> candidates) {
    candidates.forEach(EngineAddress::requireKnownKind);
    List<String> tried = new ArrayList<>();
    List<RuntimeException> causes = new ArrayList<>();
    for (EngineAddress candidate : candidates) {
      try {
        return connect(candidate);
      } catch (RuntimeException e) {
        if (candidates.size() == 1 && e instanceof RuntimeUnavailableException) {
          // it says already where and what to do
          throw e;
        }
        tried.add(candidate + ": " + Reason.of(e));
        causes.add(e);
      }
    }
    throw new RuntimeUnavailableException(
        new Problem(
            "Docker Engine",
            "none answers; tried " + String.join("; ", tried),
            "a running engine that this user may use",
            "start it, set DOCKER_HOST, or choose another context with 'docker context use'"),
        causes.isEmpty() ? null : causes.get(causes.size() - 1));
  }

  private static Engine connect(EngineAddress address) {
    if (!address.isBySsh()) {
      return connect(address, null);
    }
    SshTunnel tunnel = SshTunnel.to(address);
    try {
      tunnel.open();
      return connect(address, tunnel);
    } catch (RuntimeUnavailableException e) {
      tunnel.close();
      throw e;
    } catch (RuntimeException e) {
      String said = tunnel.said();
      tunnel.close();
      throw said.isEmpty()
          ? e
          : new IllegalStateException(Reason.of(e) + "; ssh says: " + said, null);
    }
  }

  private static Engine connect(EngineAddress address, @Nullable SshTunnel tunnel) {
    Version version;
    RemoteApiVersion unknown = RemoteApiVersion.UNKNOWN_VERSION;
    try (DockerClient probe = client(address, tunnel, unknown, CONNECT_LIMIT)) {
      version = probe.versionCmd().exec();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RemoteApiVersion negotiated = RemoteApiVersion.parseConfig(version.getApiVersion());
    log.debug("Engine at {} speaks API {}", address, version.getApiVersion());
    return new Engine(
        address,
        new Platform(version.getOperatingSystem(), version.getArch()),
        client(address, tunnel, negotiated, CALL_LIMIT),
        client(address, tunnel, negotiated, Duration.ZERO),
        tunnel);
  }

  private static DockerClient client(
      EngineAddress address, @Nullable SshTunnel tunnel, RemoteApiVersion version, Duration limit) {
    // Made anew, so that the library reads neither variables nor files of the user by itself.
    // Without a
    // user and a registry it checks no login; without a password it sends these two nowhere.
    DockerClientConfig config = new DefaultDockerClientConfig.Builder()
        .withDockerHost(tunnel == null ? address.hostWithPort() : tunnel.nearEnd())
        .withApiVersion(version)
        .withRegistryUsername("unused")
        .withRegistryUrl("unused")
        .build();
    ZerodepDockerHttpClient.Builder http = new ZerodepDockerHttpClient.Builder()
        .dockerHost(config.getDockerHost())
        .connectionTimeout(CONNECT_LIMIT);
    EngineTls tls = address.tls();
    if (tls != null) {
      SSLContext context = tls.context();
      http.sslConfig(() -> context);
    }
    if (!limit.isZero()) {
      http.responseTimeout(limit);
    }
    return DockerClientImpl.getInstance(config, http.build());
  }

  /**
   * Asks for a sign of life.
   *
   * @throws RuntimeUnavailableException if there is none
   */
  void requireAnswer() {
    try {
      calls().pingCmd().exec();
    } catch (RuntimeException e) {
      throw Containers.unavailable("Docker Engine", "it does not answer", this, e);
    }
  }

  /** Returns whether it answers now. */
  boolean answers() {
    try {
      calls().pingCmd().exec();
      return true;
    } catch (RuntimeException e) {
      log.debug("The engine at {} does not answer", address, e);
      return false;
    }
  }

  EngineAddress address() {
    return address;
  }

  /** Returns what it runs on. */
  Platform platform() {
    return platform;
  }

  /** Returns the client for calls that are answered at once. */
  DockerClient calls() {
    return reached(calls);
  }

  /** Returns the client for calls that last as long as a command. */
  DockerClient streams() {
    return reached(streams);
  }

  /** An {@code ssh} that has ended is started again. */
  private DockerClient reached(DockerClient client) {
    if (tunnel != null) {
      tunnel.open();
    }
    return client;
  }

  @Override
  public void close() {
    for (DockerClient client : List.of(calls, streams)) {
      try {
        client.close();
      } catch (IOException e) {
        log.debug("A connection to {} could not be closed", address, e);
      }
    }
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
