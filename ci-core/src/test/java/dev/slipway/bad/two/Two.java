package dev.slipway.bad.two;

import dev.slipway.bad.Front;
import dev.slipway.bad.one.One;

public final class Two {
  private final One one = new One();

  public String text() {
    return Front.NAME + one;
  }
}
