package dev.slipway.secret;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a match has come: a point between two bytes of a spelling.
 *
 * @param glyph the character that comes next, or, within a form, the one that comes after the form
 * @param form the form that is half read, or null between two characters
 * @param offset how many bytes of the form are read
 * @param line where in the line the match is: {@link #WITHIN} it, or how much indentation may still come
 * @param wrapped whether the line end before this place is no part of the secret
 * @param length how many bytes the match has so far
 */
record Place(Spelling spelling, int glyph, @Nullable Form form, int offset, int line, boolean wrapped, int length) {
  private static final int WITHIN = -1;

  // Bounded, so that a match has a greatest length and a stream holds back a bounded number of bytes.
  private static final int INDENTATION = 16;

  private static final List<Form> WRAPS = List.of(
      Form.newline("\n"), Form.newline("\r\n"), Form.newline("\\n"), Form.newline("\\r\\n"));
  private static final List<Form> BLANKS = List.of(Form.exact(" "), Form.exact("\t"));

  /** Takes what can come next. */
  interface Next {
    void accept(Form form, int offset, Place then);
  }

  /** Returns the places where a match can begin. */
  static List<Place> starts(Spelling spelling) {
    Place start = new Place(spelling, 0, null, 0, WITHIN, false, 0);
    return spelling.first() == 0
        ? List.of(start)
        : List.of(start, new Place(spelling, spelling.first(), null, 0, WITHIN, false, 0));
  }

  boolean isMatch() {
    return form == null && glyph >= spelling.enough() && !wrapped;
  }

  boolean isEnd() {
    return form == null && glyph == spelling.size();
  }

  /** Tells whether more than half of the spelling is there: too much to be shown where a text ends in the middle of it. */
  boolean isMost() {
    return glyph * 2 > spelling.size() && !wrapped;
  }

  void next(Next next) {
    if (form != null) {
      next.accept(form, offset, read(form, offset, glyph, wrapped));
      return;
    }
    if (isEnd()) {
      return;
    }
    for (Form each : spelling.glyph(glyph)) {
      next.accept(each, 0, read(each, 0, glyph + 1, false));
    }
    if (spelling.wraps() && line == WITHIN && length > 0) {
      for (Form each : WRAPS) {
        next.accept(each, 0, read(each, 0, glyph, true));
      }
    }
    if (line > 0) {
      Place then = new Place(spelling, glyph, null, 0, line - 1, wrapped, length + 1);
      for (Form each : BLANKS) {
        next.accept(each, 0, then);
      }
    }
  }

  private Place read(Form what, int at, int then, boolean wrap) {
    return at + 1 < what.length()
        ? new Place(spelling, then, what, at + 1, WITHIN, wrap, length + 1)
        : new Place(spelling, then, null, 0, what.isNewline() ? INDENTATION : WITHIN, wrap, length + 1);
  }
}
