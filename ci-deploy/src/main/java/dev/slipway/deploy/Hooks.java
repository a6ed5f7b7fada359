package dev.slipway.deploy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hooks of an environment. Immutable.
 *
 * @param byMoment the hooks of each moment, in their order
 * @param limit how long each may take
 */
record Hooks(Map<Moment, List<Named>> byMoment, Duration limit) {
  Hooks {
    byMoment = byMoment.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
  }

  List<Named> of(Moment moment) {
    return byMoment.getOrDefault(moment, List.of());
  }

  /** Returns all of them as moment and name, in the order of the moments. */
  List<String> words() {
    return Stream.of(Moment.values())
        .flatMap(moment -> of(moment).stream().map(hook -> moment.words() + " " + hook.name()))
        .toList();
  }

  /** When a hook runs. */
  enum Moment {
    BEFORE("before"),
    MIGRATE("migrate"),
    AFTER("after"),
    ON_FAILURE("on failure");

    private final String words;

    Moment(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * A hook.
   *
   * @param name what it is called
   */
  record Named(String name, Hook hook) {}
}
