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
  private static final Pattern ACTION = Pattern.compile("\\{\\{(- )?(.*?)( -)?}}", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*\\*/", Pattern.DOTALL);
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
    Matcher action = ACTION.matcher(text);
    int end = 0;
    boolean trim = false;
    while (action.find()) {
      String between = text.substring(end, action.start());
      between = trim ? between.stripLeading() : between;
      parts.add(new Part(action.group(1) == null ? between : between.stripTrailing(), null));
      trim = action.group(3) != null;
      end = action.end();
      String inside = action.group(2).strip();
      Matcher variable = VARIABLE.matcher(inside);
      if (variable.matches()) {
        parts.add(new Part(action.group(), current(variable.group(1))));
      } else if (!COMMENT.matcher(inside).matches()) {
        return new Template(text, List.of(), "'" + action.group() + "'");
      }
    }
    String rest = text.substring(end);
    parts.add(new Part(trim ? rest.stripLeading() : rest, null));
    return rest.contains("{{")
        ? new Template(text, List.of(), "'{{' without '}}'")
        : new Template(text, List.copyOf(parts), null);
  }

  /** The commit had another name until version 0.7.10. */
  private static String current(String variable) {
    return variable.equals("Commit") ? "CommitID" : variable;
  }

  /** Returns what is in it that is neither text nor variable. */
  Optional<String> mistake() {
    return Optional.ofNullable(mistake);
  }

  /** Returns the variables that are not among these, as written. */
  List<String> unknown(Collection<String> known) {
    return variables().stream().filter(name -> !known.contains(name)).toList();
  }

  Set<String> variables() {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part.variable() != null) {
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
