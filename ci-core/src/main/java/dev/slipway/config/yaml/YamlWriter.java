package dev.slipway.config.yaml;

import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Writes plain values as YAML that {@link YamlReader} and every other reader understands alike: what another reader could take for a
 * number, a date or a boolean is in quotes. Not API for users.
 *
 * @since 0.1
 */
public final class YamlWriter {
  // other letters would be fine, too, but need not be told apart from what they look like
  private static final String FIRST =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./_$(";
  private static final String LATER = FIRST + " -:+@~^=;*&|<>,!%?)[]{}`'\"\\";
  private static final Pattern NUMBER = Pattern.compile(
      "[-+.]?[0-9][-+0-9_.,:eExXoOa-fA-FTZtz ]*|[-+]?\\.(inf|nan).*", Pattern.CASE_INSENSITIVE);
  private static final Set<String> RESERVED =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~");
  private static final int LONGEST_KEY = 200;

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /**
   * Writes a value.
   *
   * @param value a text, number or boolean, a list, or a map with text keys
   * @throws IllegalArgumentException if something in it is none of these
   */
  public static String write(Object value) {
    YamlWriter writer = new YamlWriter();
    writer.value(value, 0, "");
    return writer.out.toString();
  }

  /** Appends a value after its key or dash, and the end of its last line. */
  private void value(Object value, int indent, String separator) {
    if (value instanceof Map<?, ?> map) {
      if (map.isEmpty()) {
        out.append(separator).append("{}\n");
        return;
      }
      if (separator.equals(" ")) {
        out.append('\n').append(" ".repeat(indent));
      } else {
        out.append(separator.isEmpty() ? "" : " ");
      }
      mapping(map, indent);
    } else if (value instanceof Collection<?> list) {
      sequence(list, indent, separator);
    } else {
      out.append(separator.isEmpty() ? "" : " ");
      scalar(value, indent);
    }
  }

  private void mapping(Map<?, ?> map, int indent) {
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      String key = inline(Objects.requireNonNull(entry.getKey()).toString());
      // a longer one would need to be told from a text by what comes after it
      out.append(
          key.length() > LONGEST_KEY ? "? " + key + "\n" + " ".repeat(indent) + ":" : key + ":");
      value(Objects.requireNonNull(entry.getValue()), indent + 2, " ");
      if (entries.hasNext()) {
        out.append(" ".repeat(indent));
      }
    }
  }

  private void sequence(Collection<?> list, int indent, String separator) {
    if (list.isEmpty()) {
      out.append(separator.isEmpty() ? "" : " ").append("[]\n");
      return;
    }
    boolean first = separator.equals("-") || separator.isEmpty();
    if (first) {
      out.append(separator.isEmpty() ? "" : " ");
    } else {
      out.append('\n');
    }
    for (Object item : list) {
      out.append(first ? "" : " ".repeat(indent)).append('-');
      first = false;
      value(item, indent + 2, "-");
    }
  }

  private void scalar(Object value, int indent) {
    if (value instanceof String text) {
      if (isBlock(text)) {
        block(text, indent);
      } else {
        out.append(inline(text)).append('\n');
      }
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value).append('\n');
    } else {
      throw new IllegalArgumentException("no YAML for " + value.getClass().getName());
    }
  }

  private static boolean isBlock(String text) {
    return text.indexOf('\n') > 0
        && text.charAt(0) != ' '
        && text.charAt(0) != '\t'
        && !text.endsWith("\n\n")
        && text.codePoints().allMatch(c -> c == '\n' || isVisible(c));
  }

  private void block(String text, int indent) {
    out.append(text.endsWith("\n") ? "|\n" : "|-\n");
    text.lines()
        .forEach(line -> out.append(line.isEmpty() ? "" : " ".repeat(Math.max(indent, 2)) + line)
            .append('\n'));
  }

  /** Returns whether a character may stand in a file as it is; not those that some take for line ends. */
  private static boolean isVisible(int c) {
    boolean special =
        c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff;
    return !special && StreamReader.isPrintable(c);
  }

  private static String inline(String text) {
    return isPlain(text)
            && !NUMBER.matcher(text).matches()
            && !RESERVED.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : quoted(text);
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && FIRST.indexOf(text.charAt(0)) >= 0
        && text.chars().allMatch(c -> LATER.indexOf(c) >= 0)
        && !text.contains(": ")
        && !text.endsWith(":")
        && !text.endsWith(" ");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append((char) c);
      } else if (c == '\n') {
        quoted.append("\\n");
      } else if (c == '\t') {
        quoted.append("\\t");
      } else if (isVisible(c)) {
        quoted.appendCodePoint(c);
      } else {
        quoted.append(String.format("\\u%04x", c));
      }
    });
    return quoted.append('"').toString();
  }
}
