package dev.slipway.engine;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Image;
import dev.slipway.model.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what content the images of steps have. */
final class ImageDigests {
  private static final Logger log = LoggerFactory.getLogger(ImageDigests.class);

  private ImageDigests() {}

  /**
   * Returns what identifies the content of the images of a step, by their names in the definition. An image whose content cannot be
   * told is left out: that is no reason for a step to fail.
   */
  static Map<String, String> of(BuildRun build, Step step) throws InterruptedException {
    Map<String, String> digests = new HashMap<>();
    for (Image image : step.execution().images().distinct().toList()) {
      Image runs = build.pins().of(step, image);
      try {
        Optional<String> digest = build.parts().runtimes().of(step).digest(runs);
        digest.ifPresent(known -> digests.put(image.toString(), known));
      } catch (SlipwayException e) {
        log.warn("Build {}: the content of image {} cannot be told", build.id(), runs, e);
      }
    }
    return digests;
  }
}
