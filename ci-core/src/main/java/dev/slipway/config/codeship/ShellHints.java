package dev.slipway.config.codeship;

import dev.slipway.config.yaml.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Warns where a command counts on a shell that is not there. */
final class ShellHints {
  private static final Set<String> OPERATORS =
      Set.of("&&", "||", "|", ";", "&", ">", ">>", "<", "2>&1", "2>", "&>");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\{\\w|\\(|[A-Za-z_])");

  private ShellHints() {}

  static void warn(List<String> words, Position at, Diagnoses findings) {
    if (words.contains("-c")) {
      return; // a shell, most likely
    }
    Optional<String> operator = words.stream().filter(OPERATORS::contains).findFirst();
    Optional<String> variable =
        words.stream().filter(w -> VARIABLE.matcher(w).find()).findFirst();
    operator
        .or(() -> variable)
        .ifPresent(word -> findings.warning(
            at,
            "'" + word + "' in a command that runs without a shell",
            "a program and its arguments",
            "write sh -c '...' around it: it is passed to the program as it is"));
  }
}
