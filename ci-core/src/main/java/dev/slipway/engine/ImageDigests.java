package dev.slipway.engine;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.model.Step;
import java.util.HashMap;
import java.util.List;
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
   *
   * @param execution the surroundings as they run
   */
  static Map<String, String> of(BuildFacts facts, Step step, Execution execution)
      throws InterruptedException {
    Map<String, String> digests = new HashMap<>();
    List<Image> named = step.execution().images().toList();
    List<Image> running = execution.images().toList();
    for (int i = 0; i < named.size(); i++) {
      Image image = named.get(i);
      Image runs = running.get(i);
      if (digests.containsKey(image.toString())) {
        continue;
      }
      try {
        Optional<String> digest = facts.parts().runtimes().of(step).digest(runs);
        digest.ifPresent(known -> digests.put(image.toString(), known));
      } catch (SlipwayException e) {
        log.warn("Build {}: the content of image {} cannot be told", facts.id(), runs, e);
      }
    }
    return digests;
  }
}
