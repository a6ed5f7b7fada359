package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.slipway.diagnostic.Problem;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A named value that must not be written anywhere. It prints as {@code ***}, cannot be serialized, and gives its value away
 * by {@link #reveal()} alone. Immutable and safe for use by many threads.
 *
 * <p>A value must be findable, or a {@link Redactor} could not keep it out of a log. Without the white space around it, it
 * has at least {@value #MINIMUM_BYTES} bytes in UTF-8 and two different characters. A shorter one turns up in ordinary
 * output by chance: to mask {@code prod} or {@code 1234} everywhere spoils the log and, by where the mask appears, tells the
 * value. A value may have many lines.
 *
 * @since 0.1
 */
public final class Secret {
  /** The least number of bytes, in UTF-8, that a value has without the white space around it. */
  public static final int MINIMUM_BYTES = 8;

  static final String MASK = "***";

  private final String name;
  private final String value;

  private Secret(String name, String value) {
    this.name = name;
    this.value = value;
  }

  /**
   * Makes a secret.
   *
   * @param name what people call it, such as {@code DEPLOY_TOKEN}; it is not secret
   * @param value the value, of one line or of many
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name is blank
   * @throws SecretRefusedException if the value is blank, too short, or one character repeated
   */
  public static Secret of(String name, String value) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a secret must not be blank");
    }
    String core = value.strip();
    if (core.isEmpty()) {
      throw refused(name, "the value is blank", "give it a value where it is kept");
    }
    if (!isLongEnough(core)) {
      throw refused(
          name, "the value is too short to be found safely in output", "make the value longer");
    }
    if (isOneCharacter(core)) {
      throw refused(
          name, "the value is one character repeated", "choose a value that is hard to guess");
    }
    return new Secret(name, value);
  }

  /** Returns what people call the secret. */
  public String name() {
    return name;
  }

  /** Returns the value itself. Whoever calls this answers for where the value goes. */
  public String reveal() {
    return value;
  }

  /** Tells whether a piece of text is long and varied enough to be looked for by itself. */
  static boolean isFindable(String text) {
    String core = text.strip();
    return isLongEnough(core) && !isOneCharacter(core);
  }

  private static boolean isLongEnough(String core) {
    return core.getBytes(UTF_8).length >= MINIMUM_BYTES;
  }

  private static boolean isOneCharacter(String core) {
    return core.codePoints().distinct().count() < 2;
  }

  private static SecretRefusedException refused(String name, String found, String remedy) {
    String expected = "at least " + MINIMUM_BYTES
        + " bytes, not counting white space around them, and not all the same";
    return new SecretRefusedException(
        new Problem("secret '" + name + "'", found, expected, remedy));
  }

  /** Compares name and value, in a time that does not depend on where two values of one length differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that
        && name.equals(that.name)
        && MessageDigest.isEqual(value.getBytes(UTF_8), that.value.getBytes(UTF_8));
  }

  /** Returns a number made of the name alone, so that it tells nothing about the value. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns {@code ***}. */
  @Override
  public String toString() {
    return MASK;
  }
}
