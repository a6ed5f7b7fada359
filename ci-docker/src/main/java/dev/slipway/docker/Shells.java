package dev.slipway.docker;

import dev.slipway.model.Image;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Images in which a container was started ahead in vain, because they have no shell. Thread-safe. */
final class Shells {
  private final Set<String> missing = ConcurrentHashMap.newKeySet();

  boolean lacks(Image image) {
    return missing.contains(image.name());
  }

  void isMissing(Image image) {
    missing.add(image.name());
  }
}
