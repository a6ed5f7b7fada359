package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Finds the engine in the order of the {@code docker} command line: DOCKER_HOST, the current context, the usual sockets. */
final class EngineAddresses {
  private final Map<String, String> environment;
  private final Path home;

  EngineAddresses(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  static EngineAddresses ofUser() {
    return new EngineAddresses(System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /** Returns where to try, in order. What the user names is the only one; it is never passed over for another engine. */
  List<EngineAddress> candidates() {
    String host = environment.getOrDefault("DOCKER_HOST", "");
    if (!host.isBlank()) {
      return List.of(new EngineAddress(host, "DOCKER_HOST"));
    }
    String context = environment.getOrDefault("DOCKER_CONTEXT", "");
    if (context.isBlank()) {
      context = currentContext();
    }
    if (!context.isBlank() && !context.equals("default")) {
      return List.of(ofContext(context));
    }
    return sockets();
  }

  private List<EngineAddress> sockets() {
    List<EngineAddress> found = new ArrayList<>();
    found.add(new EngineAddress("unix:///var/run/docker.sock", "the usual socket"));
    String runtimeDirectory = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!runtimeDirectory.isBlank()) {
      found.add(new EngineAddress(
          "unix://" + runtimeDirectory + "/docker.sock", "the socket of an engine without root"));
    }
    found.add(new EngineAddress(
        "unix://" + home.resolve(".docker/run/docker.sock"), "the socket of Docker Desktop"));
    return found;
  }

  private Path configuration() {
    String named = environment.getOrDefault("DOCKER_CONFIG", "");
    return named.isBlank() ? home.resolve(".docker") : Path.of(named);
  }

  private String currentContext() {
    Path file = configuration().resolve("config.json");
    return Files.exists(file) ? text(file, "$.currentContext") : "";
  }

  private EngineAddress ofContext(String name) {
    Path file = configuration().resolve("contexts/meta").resolve(sha256(name)).resolve("meta.json");
    if (!Files.exists(file)) {
      throw new RuntimeUnavailableException(
          new Problem(
              "Docker context '" + name + "'",
              "it is the current context, but there is no file " + file,
              "a context that was made with 'docker context create'",
              "choose another with 'docker context use', or set DOCKER_HOST"),
          null);
    }
    String host = text(file, "$.Endpoints.docker.Host");
    return new EngineAddress(host, "Docker context '" + name + "'");
  }

  /** Returns a text of a JSON file; empty if it is not there. */
  private static String text(Path file, String jsonPath) {
    try {
      return Json.at(Files.readString(file), jsonPath).map(Object::toString).orElse("");
    } catch (IOException | JsonException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              file.toString(),
              "the file cannot be read as JSON",
              "the configuration of the docker command line",
              "repair the file, or set DOCKER_HOST"),
          e);
    }
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
