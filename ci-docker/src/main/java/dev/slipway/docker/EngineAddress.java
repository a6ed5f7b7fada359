package dev.slipway.docker;

/**
 * Where an engine may answer.
 *
 * @param host the address, such as {@code unix:///var/run/docker.sock}
 * @param origin who says so, for people
 */
record EngineAddress(String host, String origin) {
  @Override
  public String toString() {
    return host + " (" + origin + ")";
  }
}
