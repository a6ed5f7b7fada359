package dev.slipway.deploy.proxy;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.time.Time;

/**
 * A way to HAProxy's runtime API (<a href="https://docs.haproxy.org/2.6/management.html#9.3">management guide, section 9.3</a>), such as by a command where it runs. Thread-safe. Its {@link
 * Object#toString()} names it in errors.
 *
 * @since 0.1
 */
public interface RuntimeChannel {
  /**
   * Asks one command.
   *
   * @param command without an end of line
   * @return the answer, without blanks at its ends
   * @throws TargetException if there is no answer within some seconds
   * @throws InterruptedException if this thread is interrupted
   */
  String ask(String command, Time time) throws InterruptedException;
}
