package dev.slipway.engine;

import java.util.List;
import java.util.Map;

/**
 * What is known of a run of a step beside its result. Immutable.
 *
 * @param images what identifies the content of the images, by their names in the definition
 * @param changes why it was not taken from an earlier build, as phrases
 */
record Ran(Map<String, String> images, List<String> changes) {
  static final Ran NOTHING = new Ran(Map.of(), List.of());

  Ran {
    images = Map.copyOf(images);
    changes = List.copyOf(changes);
  }
}
