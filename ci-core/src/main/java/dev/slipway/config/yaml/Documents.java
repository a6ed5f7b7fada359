package dev.slipway.config.yaml;

import java.io.StringReader;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.reader.StreamReader;

/** Turns a text into the events of its one document, and says in plain words where it is no YAML. */
final class Documents {
  private static final String TEMPLATE = "{{";
  private static final Pattern ESCAPED_SLASH = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\/");

  private final String file;
  private final String text;
  private final Findings findings;

  private Documents(String file, String text, Findings findings) {
    this.file = file;
    this.text = text;
    this.findings = findings;
  }

  static YamlNode read(String file, String text, boolean duplicatesAllowed, Findings findings) {
    return new Documents(file, text, findings).read(duplicatesAllowed);
  }

  private YamlNode read(boolean duplicatesAllowed) {
    YamlNode nothing = new YamlNode.Null(Position.startOf(file), "");
    if (!isReadable()) {
      return nothing;
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE); // the size was checked
    Iterator<Event> events = new Yaml(options).parse(new StringReader(flat())).iterator();
    TreeBuilder tree = new TreeBuilder(file, events, duplicatesAllowed, findings);
    try {
      return tree.document();
    } catch (TreeBuilder.GivenUp told) {
      return nothing;
    } catch (MarkedYAMLException e) {
      syntax(e);
    } catch (RuntimeException e) {
      // the parser fails in other ways on some malformed texts; they are mistakes of the file all
      // the same
      findings.problem(
          tree.position(),
          "something after this that is no YAML",
          "a YAML document",
          "correct it, or put quotes around it");
    }
    return nothing;
  }

  private boolean isReadable() {
    if (text.length() > YamlReader.MOST_BYTES) {
      findings.problem(
          Position.startOf(file),
          "a text of " + text.length() + " characters",
          "at most " + YamlReader.MOST_BYTES,
          "make it smaller; scripts can lie in files of their own");
      return false;
    }
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        findings.problem(
            new Position(file, line, column),
            String.format("the character U+%04X, which cannot be seen", c),
            "text",
            "leave it out, or write it as an escape in double quotes");
        return false;
      }
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return true;
  }

  /** JSON may be indented with tabs and may have {@code \/} for a slash, neither of which the parser takes. */
  private String flat() {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[")
        ? ESCAPED_SLASH.matcher(text.replace('\t', ' ')).replaceAll("$1/")
        : text;
  }

  private void syntax(MarkedYAMLException e) {
    Mark mark = Objects.requireNonNullElse(e.getProblemMark(), e.getContextMark());
    if (mark == null) {
      findings.problem(Position.startOf(file), "no YAML", "a YAML document", "correct it");
      return;
    }
    Position at = new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    String line = line(mark.getLine());
    String before = line.substring(0, Math.min(line.length(), mark.getColumn() + 1));
    if (before.endsWith("\t")) {
      findings.problem(at, "a tab", "spaces", "indent with spaces");
    } else if (line.contains(TEMPLATE)) {
      findings.problem(
          at,
          "'" + TEMPLATE + "' without quotes, which begins a mapping in YAML",
          "a text",
          "put quotes around the whole value");
    } else {
      findings.problem(
          at, found(e, line), "a YAML document", "correct the line, or put quotes around its text");
    }
  }

  private static String found(MarkedYAMLException e, String line) {
    String problem = Objects.requireNonNullElse(e.getProblem(), "no YAML");
    String context = e.getContext();
    String words = context == null ? problem : context + ": " + problem;
    return "in the line '" + line.strip() + "', " + words.strip();
  }

  private String line(int index) {
    List<String> lines = text.lines().skip(index).limit(1).toList();
    @Nullable String line = lines.isEmpty() ? null : lines.get(0);
    return line == null ? "" : line.substring(0, Math.min(200, line.length()));
  }
}
