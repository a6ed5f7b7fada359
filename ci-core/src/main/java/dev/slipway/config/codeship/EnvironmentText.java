package dev.slipway.config.codeship;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines of {@code NAME=value}. Blank lines and lines that begin with {@code #} are skipped; a value is taken as it is, quotes included.
 *
 * @param variables the variables in the order written; of one that is written twice the last counts
 * @param mistakes numbers, from 1, of the lines that are none of these
 */
record EnvironmentText(Map<String, String> variables, List<Integer> mistakes) {

  static EnvironmentText parse(String text) {
    Map<String, String> variables = new LinkedHashMap<>();
    List<Integer> mistakes = new ArrayList<>();
    String[] lines = text.split("\\r?\\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].stripLeading();
      int equals = line.indexOf('=');
      String name = equals < 0 ? "" : line.substring(0, equals).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (isName(name) && line.indexOf('\0') < 0) {
        variables.put(name, line.substring(equals + 1));
      } else {
        mistakes.add(i + 1);
      }
    }
    return new EnvironmentText(variables, List.copyOf(mistakes));
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c == '=' || c == 0xFFFD);
  }
}
