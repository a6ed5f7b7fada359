package dev.slipway.docker.context;

/**
 * Translates a pattern of {@code .dockerignore} to a regular expression: {@code *} and {@code ?} stop at slashes, {@code **}
 * does not, brackets hold characters and ranges, a backslash takes the next character as it is. For one use.
 */
final class GlobTranslation {
  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int next;

  GlobTranslation(String glob) {
    this.glob = glob;
  }

  /** Returns the expression, which is invalid where the pattern is. */
  String regex() {
    while (next < glob.length()) {
      char c = glob.charAt(next++);
      switch (c) {
        case '*' -> star();
        case '?' -> regex.append("[^/]");
        case '[' -> brackets();
        case '\\' -> literal(next < glob.length() ? glob.charAt(next++) : '\\');
        default -> literal(c);
      }
    }
    return regex.toString();
  }

  private void star() {
    if (!isNext('*')) {
      regex.append("[^/]*");
      return;
    }
    next++;
    if (isNext('/')) {
      next++;
    }
    regex.append(next == glob.length() ? ".*" : "(.*/)?");
  }

  /** An unclosed bracket is left open, so that the expression is refused. */
  private void brackets() {
    regex.append('[');
    if (isNext('^')) {
      regex.append('^');
      next++;
    }
    while (next < glob.length()) {
      char c = glob.charAt(next++);
      if (c == ']') {
        regex.append(']');
        return;
      }
      if (c == '\\' && next < glob.length()) {
        regex.append('\\').append(glob.charAt(next++));
      } else if (c == '[' || c == '&' || c == '\\') {
        regex.append('\\').append(c);
      } else {
        regex.append(c);
      }
    }
  }

  private void literal(char c) {
    if (!Character.isLetterOrDigit(c) && c < 128) {
      regex.append('\\');
    }
    regex.append(c);
  }

  private boolean isNext(char c) {
    return next < glob.length() && glob.charAt(next) == c;
  }
}
