package dev.slipway.docker;

import java.util.Map;

/**
 * A container that was found on an engine. Immutable.
 *
 * @param name its name
 * @param labels its labels
 * @param running whether it runs
 * @param address its address in the network that it joined; empty if it does not run
 * @since 0.1
 */
public record Hosted(String name, Map<String, String> labels, boolean running, String address) {
  /** Makes it. */
  public Hosted {
    labels = Map.copyOf(labels);
  }
}
