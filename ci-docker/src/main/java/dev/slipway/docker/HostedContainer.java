package dev.slipway.docker;

import dev.slipway.model.Image;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes a container that stays on an engine. It cannot gain privileges, and is started again when it ends by itself or the engine does, until it is stopped. For one thread.
 *
 * @since 0.1
 */
public final class HostedContainer {
  final String name;
  final Image image;
  final Map<String, String> environment = new LinkedHashMap<>();
  final Map<String, String> labels = new TreeMap<>();
  final Map<String, String> volumes = new TreeMap<>();
  final Map<String, String> directories = new TreeMap<>();
  final List<HostedFile> files = new ArrayList<>();
  final List<Published> published = new ArrayList<>();
  List<String> entryPoint = List.of();
  List<String> command = List.of();
  String network = "";
  String user = "";

  @Nullable
  Long memory;

  /** A port that is reached from outside. */
  record Published(String address, int port, int inside) {}

  private HostedContainer(String name, Image image) {
    this.name = name;
    this.image = image;
  }

  /** Begins a description. */
  public static HostedContainer named(String name, Image image) {
    return new HostedContainer(
        Objects.requireNonNull(name, "name"), Objects.requireNonNull(image, "image"));
  }

  /** Sets what runs in place of the image's command. */
  public HostedContainer command(List<String> argv) {
    command = List.copyOf(argv);
    return this;
  }

  /** Sets what runs in place of the image's entry point. */
  public HostedContainer entryPoint(List<String> argv) {
    entryPoint = List.copyOf(argv);
    return this;
  }

  /** Adds environment variables; whoever may inspect the container sees them. */
  public HostedContainer env(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** Adds a label, by which it is found again. */
  public HostedContainer label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /** Joins a network. */
  public HostedContainer network(String newNetwork) {
    network = Objects.requireNonNull(newNetwork, "network");
    return this;
  }

  /** Keeps a directory of the container in a volume, which outlives it. */
  public HostedContainer volume(String path, String volume) {
    volumes.put(path, volume);
    return this;
  }

  /** Shows a directory of the engine's machine in the container. */
  public HostedContainer directory(String path, String directory) {
    directories.put(path, directory);
    return this;
  }

  /** Puts a file into it before it starts. */
  public HostedContainer file(HostedFile file) {
    files.add(Objects.requireNonNull(file, "file"));
    return this;
  }

  /** Puts a text into it before it starts. */
  public HostedContainer file(String path, String text) {
    return file(HostedFile.of(path, text.getBytes(StandardCharsets.UTF_8), false));
  }

  /**
   * Lets a port be reached from outside.
   *
   * @param address the address of the engine's machine, such as {@code 127.0.0.1}
   * @param port the port there; 0 for a free one
   * @param inside the port in the container
   */
  public HostedContainer publish(String address, int port, int inside) {
    published.add(new Published(address, port, inside));
    return this;
  }

  /** Runs as another user than that of the image. */
  public HostedContainer user(String newUser) {
    user = Objects.requireNonNull(newUser, "user");
    return this;
  }

  /** Sets the most memory, in bytes. */
  public HostedContainer memory(long bytes) {
    memory = bytes;
    return this;
  }
}
