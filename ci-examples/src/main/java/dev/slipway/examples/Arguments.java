package dev.slipway.examples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arguments of a story: names with values. */
record Arguments(Map<String, String> values) {

  /**
   * Reads {@code --name value} pairs.
   *
   * @throws IllegalArgumentException if there is another name, or a value is missing
   */
  static Arguments parse(List<String> arguments, List<String> known) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "Argument '" + name + "' is not known; there are " + known + ".");
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException("Argument " + name + " has no value.");
      }
      values.put(name, arguments.get(i + 1));
    }
    return new Arguments(Map.copyOf(values));
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String required(String name, String usage) {
    return optional(name)
        .orElseThrow(
            () -> new IllegalArgumentException("Argument " + name + " is missing: " + usage));
  }
}
