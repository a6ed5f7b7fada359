package dev.slipway.docker;

import java.util.List;

/**
 * What registries refuse for good, as no repetition helps. An engine passes on the words of a registry in one text with its own,
 * and before version 23 with no status that would tell more; so the codes of the distribution specification are looked for in it.
 */
final class Refusals {
  private static final List<String> OF_A_LOGIN = List.of("unauthorized: ", "401 Unauthorized");
  private static final List<String> OF_ANYTHING = List.of(
      "unauthorized: ",
      "denied: ",
      "name invalid: ",
      "name unknown: ",
      "unsupported: ",
      "no basic auth credentials");

  private Refusals() {}

  /** Tells whether a login was refused. */
  static boolean ofLogin(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    return OF_A_LOGIN.stream().anyMatch(text::contains);
  }

  /** Tells whether it makes no sense to try again. */
  static boolean forGood(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    return OF_ANYTHING.stream().anyMatch(text::contains);
  }
}
