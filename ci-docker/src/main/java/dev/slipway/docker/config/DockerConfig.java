package dev.slipway.docker.config;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which the {@code docker} command line keeps its configuration, and the file {@code config.json} in it. Its
 * values may be secret and are in no error. Thread-safe; the file is read anew by each {@link #read}.
 *
 * @since 0.1
 */
public final class DockerConfig {
  private final Path directory;

  /**
   * Makes a configuration.
   *
   * @param environment the variables of the process
   * @param home the home directory of the user
   */
  public DockerConfig(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("DOCKER_CONFIG", "");
    this.directory = named.isBlank() ? home.resolve(".docker") : Path.of(named);
  }

  /** Returns the configuration of the user who runs this Java virtual machine. */
  public static DockerConfig ofUser() {
    return new DockerConfig(System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /** Returns the directory, which need not be there. */
  public Path directory() {
    return directory;
  }

  /** Returns the file, which need not be there. */
  public Path file() {
    return directory.resolve("config.json");
  }

  /**
   * Returns what is in the file; empty if there is none.
   *
   * @throws RuntimeUnavailableException if it cannot be read, or is no JSON object
   */
  public Map<?, ?> read() {
    return object(file());
  }

  /**
   * Returns the object in a file of the directory; empty if there is no such file.
   *
   * @throws RuntimeUnavailableException if it cannot be read, or is no JSON object
   */
  public static Map<?, ?> object(Path file) {
    try {
      if (Json.read(Files.readString(file)) instanceof Map<?, ?> object) {
        return object;
      }
      throw unreadable(file, "the file holds something else than a JSON object", null);
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (JsonException e) {
      String place = e.line() > 0 ? " in line " + e.line() : "";
      // the cause would quote the file, which may hold passwords
      throw unreadable(file, "the file is no JSON" + place, null);
    } catch (IOException e) {
      throw unreadable(file, "the file cannot be read", e);
    }
  }

  /** Returns a member of an object if it is an object itself; empty otherwise. */
  static Map<?, ?> member(Map<?, ?> object, String name) {
    return object.get(name) instanceof Map<?, ?> inner ? inner : Map.of();
  }

  /** Returns a member of an object as text; empty if it is none. */
  public static String text(Map<?, ?> object, String name) {
    return Objects.requireNonNullElse(object.get(name), "") instanceof String text ? text : "";
  }

  private static RuntimeUnavailableException unreadable(
      Path file, String found, @Nullable Throwable cause) {
    return new RuntimeUnavailableException(
        new Problem(
            file.toString(),
            found,
            "the configuration of the docker command line",
            "repair the file, or name another directory with DOCKER_CONFIG"),
        cause);
  }
}
