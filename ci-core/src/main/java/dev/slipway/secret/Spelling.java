package dev.slipway.secret;

import java.util.List;

/**
 * One way to write a piece of a secret: its characters in order, each in any of several forms. Compared by identity.
 */
final class Spelling {
  private final List<List<Form>> glyphs;
  private final int first;
  private final int enough;
  private final boolean wraps;

  /**
   * Makes a spelling.
   *
   * @param glyphs the characters
   * @param first the first character that must be there; those before it belong to the match if they are there
   * @param enough the number of characters that make a match; those after it belong to the match if they are there
   * @param wraps whether a line may end between any two characters
   */
  Spelling(List<List<Form>> glyphs, int first, int enough, boolean wraps) {
    this.glyphs = List.copyOf(glyphs);
    this.first = first;
    this.enough = enough;
    this.wraps = wraps;
  }

  static Spelling plain(List<List<Form>> glyphs) {
    return new Spelling(glyphs, 0, glyphs.size(), false);
  }

  int size() {
    return glyphs.size();
  }

  List<Form> glyph(int index) {
    return glyphs.get(index);
  }

  int first() {
    return first;
  }

  int enough() {
    return enough;
  }

  boolean wraps() {
    return wraps;
  }
}
