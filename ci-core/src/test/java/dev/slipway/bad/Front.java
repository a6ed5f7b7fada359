package dev.slipway.bad;

public final class Front {
  public static final String NAME = new String("front");

  private Front() {}
}
