package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Sees to it that images are on the engine. */
final class Images {
  private final Engine engine;

  Images(Engine engine) {
    this.engine = engine;
  }

  /** Pulls an image that is not there. Returns why it cannot be used, if so. */
  Optional<Problem> problem(Image image) throws InterruptedException {
    try {
      if (!isThere(image)) {
        engine.streams().pullImageCmd(withTag(image.name())).exec(new Pull()).awaitCompletion();
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(new Problem(
          "image '" + image + "'",
          "it is not on the engine at " + engine.address() + " and cannot be pulled: "
              + Reason.of(e),
          "an image that is there or can be pulled",
          "correct its name, pull or build it beforehand, or log in to its registry"));
    }
  }

  /** Returns the digest of the image's own registry, or the id of the image; empty if it is not there. */
  Optional<String> digest(Image image) throws InterruptedException {
    try {
      InspectImageResponse there = engine.calls().inspectImageCmd(image.name()).exec();
      String prefix = image.pinned("").name();
      List<String> known = Objects.requireNonNullElse(there.getRepoDigests(), List.of());
      return known.stream()
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .findFirst()
          .or(() -> Optional.ofNullable(there.getId()));
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw Containers.unavailable(
          "image '" + image + "'", "the engine does not tell about it", engine, e);
    }
  }

  private boolean isThere(Image image) {
    try {
      engine.calls().inspectImageCmd(image.name()).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Without a tag the engine would pull all tags. */
  static String withTag(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.contains(":") || last.contains("@") ? name : name + ":latest";
  }
}
