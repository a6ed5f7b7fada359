package dev.slipway.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the terminal of this process how large it is. */
final class Terminal {
  private static final Logger log = LoggerFactory.getLogger(Terminal.class);
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,4}) ([0-9]{1,4})\\s*");
  private static final int PATIENCE_MILLIS = 500;

  private Terminal() {}

  /** Returns the size; empty where there is no terminal, or nothing to ask it by. */
  static Optional<Size> size() {
    Process stty;
    try {
      stty = new ProcessBuilder("stty", "size")
          .redirectInput(new File("/dev/tty"))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      log.debug("The size of the terminal cannot be asked for", e);
      return Optional.empty();
    }
    try {
      if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
      return parse(new String(stty.getInputStream().readAllBytes(), US_ASCII));
    } catch (IOException e) {
      log.debug("The size of the terminal cannot be read", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      stty.destroyForcibly();
    }
  }

  /** Reads rows and columns; a terminal that does not know its size says that both are zero. */
  static Optional<Size> parse(String answer) {
    Matcher matcher = SIZE.matcher(answer);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int rows = Integer.parseInt(matcher.group(1));
    int columns = Integer.parseInt(matcher.group(2));
    return rows == 0 || columns == 0 ? Optional.empty() : Optional.of(new Size(columns, rows));
  }
}
