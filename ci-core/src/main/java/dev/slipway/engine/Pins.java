package dev.slipway.engine;

import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.model.Step;
import dev.slipway.run.Rebuild;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the steps of a rebuild the images that ran in the earlier build, as far as they are known. Immutable. */
final class Pins {
  static final Pins NONE = new Pins(Map.of());

  private final Map<String, Map<String, String>> digests;

  private Pins(Map<String, Map<String, String>> digests) {
    this.digests = digests;
  }

  static Pins of(@Nullable Rebuild rebuild) {
    return rebuild == null || rebuild.images().isEmpty() ? NONE : new Pins(rebuild.images());
  }

  /** Returns in what surroundings a step runs. */
  Execution of(Step step) {
    return digests.containsKey(step.name())
        ? step.execution().withImages(image -> of(step, image))
        : step.execution();
  }

  /** Returns what runs where a step names an image. */
  Image of(Step step, Image image) {
    String digest = digests.getOrDefault(step.name(), Map.of()).get(image.toString());
    boolean isMade = !image.step().isEmpty();
    return digest == null || isMade ? image : image.pinned(digest);
  }
}
