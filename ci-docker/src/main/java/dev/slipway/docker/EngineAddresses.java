package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.config.DockerConfig;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the engine in the order of the {@code docker} command line: DOCKER_HOST, the current context, the usual sockets. */
final class EngineAddresses {
  private final Map<String, String> environment;
  private final Path home;
  private final DockerConfig config;

  EngineAddresses(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
    this.config = new DockerConfig(environment, home);
  }

  static EngineAddresses ofUser() {
    return new EngineAddresses(System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /** Returns where to try, in order. What the user names is the only one; it is never passed over for another engine. */
  List<EngineAddress> candidates() {
    String host = variable("DOCKER_HOST");
    if (!host.isEmpty()) {
      return List.of(of(host, "DOCKER_HOST"));
    }
    String context = variable("DOCKER_CONTEXT");
    if (context.isEmpty()) {
      context = DockerConfig.text(config.read(), "currentContext");
    }
    if (!context.isEmpty() && !context.equals("default")) {
      return List.of(ofContext(context));
    }
    return tls() == null ? sockets() : List.of(of("tcp://localhost", "DOCKER_TLS_VERIFY"));
  }

  /** Returns an address that the user names, with TLS as the environment has it. */
  EngineAddress of(String host, String origin) {
    return new EngineAddress(host, origin, host.startsWith("tcp://") ? tls() : null);
  }

  private @Nullable EngineTls tls() {
    boolean verify = !variable("DOCKER_TLS_VERIFY").isEmpty();
    if (!verify && variable("DOCKER_TLS").isEmpty()) {
      return null;
    }
    String path = variable("DOCKER_CERT_PATH");
    return new EngineTls(path.isEmpty() ? config.directory() : Path.of(path), verify);
  }

  private List<EngineAddress> sockets() {
    List<EngineAddress> found = new ArrayList<>();
    found.add(new EngineAddress("unix:///var/run/docker.sock", "the usual socket"));
    String runtimeDirectory = variable("XDG_RUNTIME_DIR");
    if (!runtimeDirectory.isEmpty()) {
      found.add(new EngineAddress(
          "unix://" + runtimeDirectory + "/docker.sock", "the socket of an engine without root"));
    }
    found.add(new EngineAddress(
        "unix://" + home.resolve(".docker/run/docker.sock"), "the socket of Docker Desktop"));
    return found;
  }

  private EngineAddress ofContext(String name) {
    Path contexts = config.directory().resolve("contexts");
    Path file = contexts.resolve("meta").resolve(sha256(name)).resolve("meta.json");
    if (!Files.exists(file)) {
      throw new RuntimeUnavailableException(
          new Problem(
              "Docker context '" + name + "'",
              "it is the current context, but there is no file " + file,
              "a context that was made with 'docker context create'",
              "choose another with 'docker context use', or set DOCKER_HOST"),
          null);
    }
    Map<?, ?> endpoint = DockerConfig.object(file).get("Endpoints") instanceof Map<?, ?> all
            && all.get("docker") instanceof Map<?, ?> docker
        ? docker
        : Map.of();
    Path certificates = contexts.resolve("tls").resolve(sha256(name)).resolve("docker");
    boolean hasFiles = Files.isDirectory(certificates);
    boolean skip = Boolean.TRUE.equals(endpoint.get("SkipTLSVerify"));
    EngineTls tls = hasFiles || skip ? new EngineTls(hasFiles ? certificates : null, !skip) : null;
    String host = DockerConfig.text(endpoint, "Host");
    return new EngineAddress(
        host, "Docker context '" + name + "'", host.startsWith("tcp://") ? tls : null);
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "").strip();
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
