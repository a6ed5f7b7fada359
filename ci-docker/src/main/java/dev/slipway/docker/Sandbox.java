package dev.slipway.docker;

import java.util.Map;

/**
 * A container that does nothing but hold a network for the containers of steps, because to make a network is the longest part
 * of making a container. One step at a time has it.
 *
 * @param container its id
 * @param kind what it was made for
 * @param files the files that a step which runs as root could have changed, as they were
 */
record Sandbox(String container, Kind kind, Map<String, String> files) {

  /** Returns how another container joins its network. */
  String network() {
    return "container:" + container;
  }

  /**
   * What a sandbox is made for.
   *
   * @param image the image it runs, which is the one of the step: nothing else gets into the network of a step
   * @param online whether it reaches other machines
   */
  record Kind(String image, boolean online) {}
}
