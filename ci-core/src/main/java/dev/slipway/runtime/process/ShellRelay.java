package dev.slipway.runtime.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A script that a shell reads from its standard input to become the command. Needed where the JVM cannot pass characters
 * on as they are, which is so outside ASCII when its locale is not a UTF-8 one.
 */
record ShellRelay(Map<String, String> variables, List<String> argv) {
  private static final Charset NATIVE = nativeCharset();

  static boolean isNeeded(Map<String, String> variables, List<String> argv) {
    return isNeeded(variables, argv, NATIVE);
  }

  static boolean isNeeded(Map<String, String> variables, List<String> argv, Charset charset) {
    return !charset.equals(StandardCharsets.UTF_8)
        && !(argv.stream().allMatch(ShellRelay::isAscii)
            && variables.values().stream().allMatch(ShellRelay::isAscii));
  }

  /** Returns the variables that pass as they are, for the environment of the shell. */
  Map<String, String> plainVariables() {
    Map<String, String> plain = new LinkedHashMap<>(variables);
    plain.values().removeIf(value -> !isAscii(value));
    return plain;
  }

  byte[] script() {
    StringBuilder script = new StringBuilder();
    variables.forEach((name, value) -> {
      if (!isAscii(value)) {
        script.append("export ").append(name).append('=').append(quoted(value)).append('\n');
      }
    });
    String words = argv.stream().map(ShellRelay::quoted).collect(Collectors.joining(" "));
    return script
        .append("exec ")
        .append(words)
        .append(" </dev/null\n")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  /** Up to Java 17 the default charset counts, later that of the locale. */
  private static Charset nativeCharset() {
    String name = Runtime.version().feature() < 18 ? null : System.getProperty("sun.jnu.encoding");
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }
}
