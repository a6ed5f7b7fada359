package dev.slipway.console;

import java.io.Flushable;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes lines that stay and, below them, a block that is drawn again and again. Guarded by the listener. */
final class Screen {
  private static final Logger log = LoggerFactory.getLogger(Screen.class);

  private final Appendable out;
  private List<String> shown = List.of();
  private boolean broken;

  Screen(Appendable out) {
    this.out = out;
  }

  /**
   * Writes lines that stay, and a new block in place of the last one, all at once so that nothing flickers.
   *
   * @param width how many columns there are now; in a terminal made narrower the last block takes more rows than it has lines
   */
  void write(List<String> lines, List<String> block, int width) {
    StringBuilder text = new StringBuilder();
    int rows = shown.stream().mapToInt(line -> Columns.rows(line, width)).sum();
    if (rows > 0) {
      text.append("\r\u001b[").append(rows).append("A\u001b[J");
    }
    lines.forEach(line -> text.append(line).append('\n'));
    block.forEach(line -> text.append(line).append('\n'));
    shown = List.copyOf(block);
    if (text.length() > 0) {
      append(text);
    }
  }

  private void append(CharSequence text) {
    if (broken) {
      return;
    }
    try {
      out.append(text);
      if (out instanceof Flushable flushable) {
        flushable.flush();
      }
    } catch (IOException e) {
      broken = true;
      log.warn("The console cannot be written to; nothing more is shown on it", e);
    }
  }
}
