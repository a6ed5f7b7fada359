package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One way to write one character: a few bytes in a row. Compared by identity; forms are shared. */
final class Form {
  private final byte[] bytes;
  private final boolean anyCase;
  private final boolean newline;

  private Form(String text, boolean anyCase, boolean newline) {
    this.bytes = text.getBytes(UTF_8);
    this.anyCase = anyCase;
    this.newline = newline;
  }

  static Form exact(String text) {
    return new Form(text, false, false);
  }

  /** Takes lower-case text and matches letters of either case. */
  static Form anyCase(String text) {
    return new Form(text, true, false);
  }

  /** A line end, after which the next line may be indented. */
  static Form newline(String text) {
    return new Form(text, false, true);
  }

  int length() {
    return bytes.length;
  }

  byte at(int offset) {
    return bytes[offset];
  }

  boolean isNewline() {
    return newline;
  }

  boolean matches(int offset, byte b) {
    byte wanted = bytes[offset];
    return b == wanted || (anyCase && wanted >= 'a' && wanted <= 'z' && (b | 0x20) == wanted);
  }
}
