package dev.slipway.config.codeship;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables in double braces, as image tags and build arguments have them. Of the template language of Go it knows
 * variables, comments, and the dashes that take white space away.
 */
final class Template {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  /** In place of the variable where something else is written; it never has a value, so the text stays as it is. */
  private static final String UNSUPPORTED = "";

  private static final Pattern VARIABLE = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)");
  private static final int LONGEST_TAG = 128;

  private final String text;
  private final List<Part> parts;
  private final @Nullable String mistake;

  private Template(String text, List<Part> parts, @Nullable String mistake) {
    this.text = text;
    this.parts = parts;
    this.mistake = mistake;
  }

  /** A piece as it is, or a variable with what was written for it. */
  private record Part(String text, @Nullable String variable) {}

  static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    int end = 0;
    boolean trim = false;
    for (int start = text.indexOf(OPEN); start >= 0; start = text.indexOf(OPEN, end)) {
      int close = text.indexOf(CLOSE, start + OPEN.length());
      if (close < 0) {
        return new Template(text, List.of(), "'" + OPEN + "' without '" + CLOSE + "'");
      }
      String inside = text.substring(start + OPEN.length(), close);
      parts.add(new Part(trimmed(text.substring(end, start), trim, inside.startsWith("- ")), null));
      end = close + CLOSE.length();
      trim = inside.endsWith(" -");
      Matcher variable = VARIABLE.matcher(withoutDashes(inside));
      if (variable.matches()) {
        parts.add(new Part(text.substring(start, end), current(variable.group(1))));
      } else if (!isComment(withoutDashes(inside))) {
        parts.add(new Part(text.substring(start, end), UNSUPPORTED));
      }
    }
    parts.add(new Part(trimmed(text.substring(end), trim, false), null));
    return new Template(text, List.copyOf(parts), null);
  }

  private static String trimmed(String text, boolean left, boolean right) {
    String half = left ? text.stripLeading() : text;
    return right ? half.stripTrailing() : half;
  }

  private static String withoutDashes(String inside) {
    int from = inside.startsWith("- ") ? 2 : 0;
    int to = inside.endsWith(" -") ? inside.length() - 2 : inside.length();
    return inside.substring(Math.min(from, to), to).strip();
  }

  private static boolean isComment(String inside) {
    return inside.length() >= 4 && inside.startsWith("/*") && inside.endsWith("*/");
  }

  /** The commit had another name until version 0.7.10. */
  private static String current(String variable) {
    return variable.equals("Commit") ? "CommitID" : variable;
  }

  /** Returns what makes it no template at all. */
  Optional<String> mistake() {
    return Optional.ofNullable(mistake);
  }

  /** Returns what is in it that the language of Go may have, and that is not known here. */
  List<String> unsupported() {
    return parts.stream()
        .filter(part -> UNSUPPORTED.equals(part.variable()))
        .map(Part::text)
        .toList();
  }

  /** Returns the variables that are not among these, as written. */
  List<String> unknown(Collection<String> known) {
    return variables().stream().filter(name -> !known.contains(name)).toList();
  }

  Set<String> variables() {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part.variable() != null && !part.variable().equals(UNSUPPORTED)) {
        names.add(part.variable());
      }
    }
    return names;
  }

  /** Puts in the values that are there and leaves the other variables as written. */
  String render(Map<String, String> values) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      String value = part.variable() == null ? null : values.get(part.variable());
      out.append(value == null ? part.text() : value);
    }
    return out.toString();
  }

  /** Renders the tag of an image: what no tag may have is left out; variables without a value stay as written. */
  String renderTag(Map<String, String> values) {
    StringBuilder out = new StringBuilder();
    boolean whole = true;
    for (Part part : parts) {
      String value = part.variable() == null ? null : values.get(part.variable());
      boolean open = part.variable() != null && value == null;
      whole &= !open;
      out.append(open ? part.text() : legal(value == null ? part.text() : value, out.isEmpty()));
    }
    return whole && out.length() > LONGEST_TAG ? out.substring(0, LONGEST_TAG) : out.toString();
  }

  /**
   * Writes the tag of an image, or any other text, with other variables.
   *
   * @param values values to put in, by the variables of the template
   * @param variables what stands for a variable elsewhere
   * @param tag whether what no tag may have is left out
   */
  String translated(Map<String, String> values, Map<String, String> variables, boolean tag) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      String other = part.variable() == null ? null : variables.get(part.variable());
      String value = part.variable() == null ? part.text() : values.get(part.variable());
      if (other != null) {
        out.append("${").append(other).append('}');
      } else {
        String text = value == null ? part.text() : value;
        out.append(tag ? legal(text, out.isEmpty()) : text.replace("${", "$${"));
      }
    }
    return out.toString();
  }

  private static String legal(String text, boolean first) {
    String legal = text.replaceAll("[^A-Za-z0-9_.-]", "");
    return first ? legal.replaceAll("^[.-]+", "") : legal;
  }

  /** Returns the text as written. */
  @Override
  public String toString() {
    return text;
  }
}
