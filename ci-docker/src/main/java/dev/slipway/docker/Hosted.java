package dev.slipway.docker;

import java.util.Map;

/**
 * A container that was found on an engine. Immutable.
 *
 * @param name its name
 * @param labels its labels
 * @param running whether it runs
 * @param address its address in the network that it joined; empty if it has none while it does not run
 * @param ports the ports of the engine's machine that lead to it, by those in the container
 * @since 0.1
 */
public record Hosted(
    String name,
    Map<String, String> labels,
    boolean running,
    String address,
    Map<Integer, Integer> ports) {
  /** Makes it. */
  public Hosted {
    labels = Map.copyOf(labels);
    ports = Map.copyOf(ports);
  }
}
