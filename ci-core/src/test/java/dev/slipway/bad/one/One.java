package dev.slipway.bad.one;

import dev.slipway.bad.two.Two;

public final class One {
  public Two[] twos() {
    return new Two[0];
  }
}
