package dev.slipway.bad.time;

import java.time.Instant;

public final class RealClock {
  public Instant now() {
    return Instant.now();
  }
}
