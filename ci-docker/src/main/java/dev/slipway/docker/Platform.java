package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import java.util.Optional;
import java.util.Set;

/**
 * An operating system and a processor, by the names of the engine.
 *
 * @param system such as {@code linux}
 * @param processor such as {@code amd64}
 */
record Platform(String system, String processor) {
  private static final Set<String> NARROWER = Set.of("amd64 386", "arm64 arm");

  /** Reads {@code linux/arm64}; a variant behind it is left to the engine. */
  static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    return new Platform(parts[0], parts.length > 1 ? parts[1] : "");
  }

  /** Returns what an image is for; empty if it does not tell. */
  static Optional<Platform> of(InspectImageResponse image) {
    String system = image.getOs();
    String processor = image.getArch();
    return system == null || processor == null || system.isEmpty() || processor.isEmpty()
        ? Optional.empty()
        : Optional.of(new Platform(system, processor));
  }

  /** Tells whether it runs what is made for another platform, without emulation. */
  boolean runs(Platform other) {
    return system.equals(other.system)
        && (processor.equals(other.processor)
            || NARROWER.contains(processor + " " + other.processor));
  }

  @Override
  public String toString() {
    return system + "/" + processor;
  }
}
