package dev.slipway.config.codeship;

import dev.slipway.config.yaml.Position;

/** Places as texts and as positions. */
final class Places {
  private Places() {}

  /** Returns the position that a text of {@link Position#toString()} names. */
  static Position position(String place) {
    int column = place.lastIndexOf(':');
    int line = place.lastIndexOf(':', column - 1);
    return new Position(
        place.substring(0, line),
        Integer.parseInt(place.substring(line + 1, column)),
        Integer.parseInt(place.substring(column + 1)));
  }
}
