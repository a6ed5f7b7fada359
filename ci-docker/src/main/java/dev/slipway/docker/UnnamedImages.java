package dev.slipway.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images that builds have made and given no name. They are kept for a week after they were built last: a build that is resumed, or
 * that has waited for an approval, uses the image that one of its steps made before. Thread-safe.
 *
 * <p>The engine tells when an image was first made, which with cached layers may be long ago, and when it was last given a name. So
 * each gets a name that is used for this alone, once more with each build of it.
 */
record UnnamedImages(Engine engine) {
  private static final String REPOSITORY = "slipway.invalid/unnamed";
  private static final Duration KEPT = Duration.ofDays(7);
  private static final int SHORT = 12;

  /** Keeps an image that was just built. */
  void keep(String id) {
    String digits = id.substring(id.indexOf(':') + 1);
    engine
        .calls()
        .tagImageCmd(id, REPOSITORY, digits.substring(0, Math.min(SHORT, digits.length())))
        .exec();
  }

  /** Returns the names of those that were built last more than a week before this. */
  List<String> old(Instant now) {
    return engine.calls().listImagesCmd().withReferenceFilter(REPOSITORY).exec().stream()
        .filter(image -> lastBuilt(image.getId())
            .filter(built -> built.plus(KEPT).isBefore(now))
            .isPresent())
        .flatMap(UnnamedImages::names)
        .toList();
  }

  /** Takes the name from one, and removes it if it has no other. It stays while a container uses it. */
  void remove(String name) {
    engine.calls().removeImageCmd(name).exec();
  }

  private static Stream<String> names(Image image) {
    return Arrays.stream(Objects.requireNonNullElse(image.getRepoTags(), new String[0]))
        .filter(name -> name.startsWith(REPOSITORY + ":"));
  }

  /** Empty where the engine does not tell, and where the image has just gone. */
  private Optional<Instant> lastBuilt(String id) {
    try {
      Object metadata = engine.calls().inspectImageCmd(id).exec().getRawValues().get("Metadata");
      return metadata instanceof Map<?, ?> values
              && values.get("LastTagTime") instanceof String text
          ? Optional.of(OffsetDateTime.parse(text).toInstant())
          : Optional.empty();
    } catch (NotFoundException | DateTimeException gone) {
      return Optional.empty();
    }
  }
}
