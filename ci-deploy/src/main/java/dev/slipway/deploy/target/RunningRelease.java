package dev.slipway.deploy.target;

import java.net.URI;
import java.util.Objects;

/**
 * A release that runs. Immutable.
 *
 * @param number the number of the release
 * @param address where it answers by itself, whether it has traffic or not
 * @since 0.1
 */
public record RunningRelease(int number, URI address) {
  /**
   * Makes a running release.
   *
   * @throws NullPointerException if the address is null
   */
  public RunningRelease {
    Objects.requireNonNull(address, "address");
  }
}
