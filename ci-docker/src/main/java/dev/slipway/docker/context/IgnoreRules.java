package dev.slipway.docker.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of a {@code .dockerignore} file, as the docker command line understands them: each line excludes what it matches
 * and all below it, a line that begins with {@code !} takes back, and the last line that matches decides. Immutable.
 */
final class IgnoreRules {
  private final List<Rule> rules;
  private final Set<String> kept;

  private IgnoreRules(List<Rule> rules, Set<String> kept) {
    this.rules = List.copyOf(rules);
    this.kept = kept;
  }

  static IgnoreRules none() {
    return new IgnoreRules(List.of(), Set.of());
  }

  /**
   * Reads the lines of a file.
   *
   * @throws IgnoreRuleException if a line is no pattern
   */
  static IgnoreRules parse(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line =
          i == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(i);
      String text = line.strip();
      if (!line.startsWith("#") && !text.isEmpty()) {
        rules.add(rule(text, i + 1));
      }
    }
    return new IgnoreRules(rules, Set.of());
  }

  /** Returns these rules with files that are never excluded: the Dockerfile and the file of the rules itself. */
  IgnoreRules keeping(String... paths) {
    return new IgnoreRules(rules, Set.of(paths));
  }

  /** Returns whether something in an excluded directory may be taken back. */
  boolean mayKeepBelow(String directory) {
    return rules.stream().anyMatch(Rule::takesBack)
        || kept.stream().anyMatch(path -> path.startsWith(directory + "/"));
  }

  /** Returns whether a path, from the root of the context and with slashes, is left out. */
  boolean excludes(String path) {
    boolean excluded = false;
    for (Rule rule : rules) {
      if (rule.takesBack == excluded && rule.matchesOrAbove(path)) {
        excluded = !rule.takesBack;
      }
    }
    return excluded && !kept.contains(path);
  }

  private static Rule rule(String text, int line) {
    boolean takesBack = text.startsWith("!");
    String pattern = clean(takesBack ? text.substring(1).strip() : text);
    if (pattern.isEmpty()) {
      throw new IgnoreRuleException(line, text);
    }
    try {
      return new Rule(Pattern.compile(new GlobTranslation(pattern).regex()), takesBack);
    } catch (PatternSyntaxException e) {
      throw new IgnoreRuleException(line, text);
    }
  }

  /** Takes out empty parts, {@code .} and {@code ..}, as far as there is something to go up from. */
  private static String clean(String pattern) {
    List<String> parts = new ArrayList<>();
    for (String part : pattern.split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(part);
      }
    }
    return parts.isEmpty() && !pattern.isEmpty() ? "." : String.join("/", parts);
  }

  /** A line that is no pattern. */
  static final class IgnoreRuleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String text;

    IgnoreRuleException(int line, String text) {
      super("line " + line + " is no pattern: " + text);
      this.line = line;
      this.text = text;
    }

    int line() {
      return line;
    }

    String text() {
      return text;
    }
  }

  private record Rule(Pattern pattern, boolean takesBack) {
    boolean matchesOrAbove(String path) {
      for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
        if (pattern.matcher(path.substring(0, end)).matches()) {
          return true;
        }
      }
      return pattern.matcher(path).matches();
    }
  }
}
