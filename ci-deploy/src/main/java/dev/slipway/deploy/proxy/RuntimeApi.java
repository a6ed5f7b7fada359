package dev.slipway.deploy.proxy;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.time.Time;
import org.jspecify.annotations.Nullable;

/** HAProxy's runtime API, and what is told when it cannot be used. Immutable. */
final class RuntimeApi {
  private final RuntimeChannel channel;

  RuntimeApi(RuntimeChannel channel) {
    this.channel = channel;
  }

  String ask(String command, Time time) throws InterruptedException {
    return channel.ask(command, time);
  }

  TargetException failed(String found) {
    return failed(channel, found, null);
  }

  static TargetException failed(RuntimeChannel channel, String found, @Nullable Throwable cause) {
    return new TargetException(
        new Problem(
            channel.toString(),
            found,
            "HAProxy with 'stats socket ... level admin' at this address",
            "look whether it runs, and at the address and the rights of its runtime API"),
        cause);
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
