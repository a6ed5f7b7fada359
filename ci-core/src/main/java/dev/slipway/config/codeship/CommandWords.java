package dev.slipway.config.codeship;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command split into words as a POSIX shell splits them, but with nothing of a shell besides: variables, patterns and operators
 * stay as they are.
 *
 * @param words the words
 * @param mistake what is wrong with the text, or null; the words are those before the mistake then
 */
record CommandWords(List<String> words, @Nullable String mistake) {
  private static final String ESCAPABLE_IN_QUOTES = "\\\"$`";

  static CommandWords split(String text) {
    return new Splitter(text).split();
  }

  private static final class Splitter {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int next;

    Splitter(String text) {
      this.text = text;
    }

    CommandWords split() {
      while (next < text.length()) {
        char c = text.charAt(next++);
        boolean fine = switch (c) {
          case ' ', '\t', '\n', '\r' -> endWord();
          case '\'' -> literal();
          case '"' -> quoted();
          case '\\' -> escaped();
          default -> add(c);
        };
        if (!fine) {
          return new CommandWords(List.copyOf(words), mistake(c));
        }
      }
      endWord();
      return new CommandWords(List.copyOf(words), null);
    }

    private static String mistake(char c) {
      return c == '\\'
          ? "a backslash at the end of the command"
          : "an opening quote " + c + " without a closing one";
    }

    private boolean add(char c) {
      word.append(c);
      inWord = true;
      return true;
    }

    private boolean endWord() {
      if (inWord) {
        words.add(word.toString());
      }
      word.setLength(0);
      inWord = false;
      return true;
    }

    private boolean literal() {
      int end = text.indexOf('\'', next);
      if (end < 0) {
        return false;
      }
      word.append(text, next, end);
      inWord = true;
      next = end + 1;
      return true;
    }

    private boolean quoted() {
      inWord = true;
      while (next < text.length()) {
        char c = text.charAt(next++);
        if (c == '"') {
          return true;
        }
        if (c != '\\' || next == text.length()) {
          word.append(c);
        } else {
          escapedInQuotes(text.charAt(next++));
        }
      }
      return false;
    }

    private void escapedInQuotes(char c) {
      if (ESCAPABLE_IN_QUOTES.indexOf(c) >= 0) {
        word.append(c);
      } else if (c != '\n') { // a line that goes on
        word.append('\\').append(c);
      }
    }

    private boolean escaped() {
      if (next == text.length()) {
        return false;
      }
      char c = text.charAt(next++);
      return c == '\n' || add(c);
    }
  }
}
