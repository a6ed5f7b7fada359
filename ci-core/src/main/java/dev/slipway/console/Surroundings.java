package dev.slipway.console;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the environment says of the standard output. */
record Surroundings(Map<String, String> environment, boolean terminal) {
  private static final Logger log = LoggerFactory.getLogger(Surroundings.class);
  private static final int NARROWEST = 20;

  @SuppressWarnings("SystemConsoleNull") // asked below, where Java can tell
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since Java 22 there is a console even where there is no terminal, and this method to tell.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJava) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      log.debug("It cannot be told whether there is a terminal", e);
      return false;
    }
  }

  boolean isLive() {
    return terminal && !isSet("CI") && !"dumb".equals(environment.get("TERM"));
  }

  boolean hasColor() {
    return isLive() && !isSet("NO_COLOR");
  }

  /** Returns the size where the terminal itself cannot be asked. */
  Size size() {
    int columns = number("COLUMNS", Size.USUAL.columns());
    return new Size(Math.max(NARROWEST, columns), Math.max(1, number("LINES", Size.USUAL.rows())));
  }

  private int number(String name, int otherwise) {
    String text = environment.getOrDefault(name, "");
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : otherwise;
  }

  private boolean isSet(String name) {
    return !environment.getOrDefault(name, "").isEmpty();
  }
}
