package dev.slipway.browser;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A page and what it has to show. Immutable.
 *
 * @param address where it is
 * @param connectTo the host or address to connect to in place of that of the address; empty for none
 * @param elements CSS selectors, each of which has to find something
 * @param sandboxed whether Chromium keeps pages in its sandbox, which it cannot for root
 * @param limit how long it may take until all is there
 * @since 0.1
 */
public record Page(
    URI address, String connectTo, List<String> elements, boolean sandboxed, Duration limit) {
  /** Makes it. */
  public Page {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(connectTo, "connectTo");
    elements = List.copyOf(elements);
    Objects.requireNonNull(limit, "limit");
  }

  /**
   * Something about a page that is not as it has to be.
   *
   * @param what the part of it
   * @param expected what it has to be
   * @param found what it is
   */
  public record Fault(String what, String expected, String found) {}
}
