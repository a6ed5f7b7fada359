package dev.slipway.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run of a step beside its result. Immutable.
 *
 * @param images what identifies the content of the images, by their names in the definition
 * @param changes why it was not taken from an earlier build, as phrases
 * @param shell the command line that gets into what is kept of it, or null
 */
record Ran(
    Map<String, String> images,
    List<String> changes,
    @Nullable String shell) {
  static final Ran NOTHING = new Ran(Map.of(), List.of(), null);

  Ran {
    images = Map.copyOf(images);
    changes = List.copyOf(changes);
  }
}
