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
record Place(
    Spelling spelling,
    int glyph,
    @Nullable Form form,
    int offset,
    int line,
    boolean wrapped,
    int length) {
  private static final int WITHIN = -1;

  // Bounded, so that a match has a greatest length and a stream holds back a bounded number of
  // bytes.
  private static final int INDENTATION = 16;

  private static final List<Form> WRAPS = List.of(
      Form.newline("\n"), Form.newline("\r\n"), Form.newline("\\n"), Form.newline("\\r\\n"));
  private static final List<Form> BLANKS = List.of(Form.exact(" "), Form.exact("\t"));

  /** Says what may come next, and takes what does. */
  interface Next {
    default boolean takes(Form form, int offset) {
      return true;
    }

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
      offer(form, offset, glyph, wrapped, next);
      return;
    }
    if (isEnd()) {
      return;
    }
    for (Form each : spelling.glyph(glyph)) {
      offer(each, 0, glyph + 1, false, next);
    }
    if (spelling.wraps() && line == WITHIN && length > 0) {
      for (Form each : WRAPS) {
        offer(each, 0, glyph, true, next);
      }
    }
    if (line > 0) {
      Place then = new Place(spelling, glyph, null, 0, line - 1, wrapped, length + 1);
      for (Form each : BLANKS) {
        if (next.takes(each, 0)) {
          next.accept(each, 0, then);
        }
      }
    }
  }

  private void offer(Form what, int at, int then, boolean wrap, Next next) {
    if (next.takes(what, at)) {
      boolean read = at + 1 == what.length();
      int where = read && what.isNewline() ? INDENTATION : WITHIN;
      next.accept(
          what,
          at,
          new Place(
              spelling, then, read ? null : what, read ? 0 : at + 1, where, wrap, length + 1));
    }
  }
}
