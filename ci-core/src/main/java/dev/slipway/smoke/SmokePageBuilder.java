package dev.slipway.smoke;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a page has to show in a browser. For one thread.
 *
 * @since 0.1
 */
public final class SmokePageBuilder {
  private final String path;
  private final List<String> elements = new ArrayList<>();
  private boolean sandboxed = true;
  private @Nullable Duration limit;

  SmokePageBuilder(String path) {
    this.path = path;
  }

  /** Wants an element to be there by the end of the time, such as {@code #pay} or {@code form button}. */
  public SmokePageBuilder element(String cssSelector) {
    elements.add(cssSelector);
    return this;
  }

  /**
   * Runs the browser without its sandbox, which it needs as root and in containers. A page that breaks out of the browser then has all rights of this process: for pages of one's own
   * alone.
   */
  public SmokePageBuilder withoutSandbox() {
    sandboxed = false;
    return this;
  }

  /** Sets how long it may take until the page is complete. The default is that of the smoke test. */
  public SmokePageBuilder within(Duration newLimit) {
    limit = newLimit;
    return this;
  }

  Check.BrowserPage build(String flow, String name, Duration usualLimit) {
    return new Check.BrowserPage(
        flow, name, path, List.copyOf(elements), sandboxed, limit == null ? usualLimit : limit);
  }
}
