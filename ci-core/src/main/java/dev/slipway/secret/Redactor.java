package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps secrets out of what is written, replacing each by {@code ***}. It finds a value
 *
 * <ul>
 *   <li>as it is, in UTF-8, and each line of a many-line one by itself if the line is long enough to be a secret;
 *   <li>in the base64 of a text that contains it, at any alignment, standard or URL-safe, padded or not, wrapped or not;
 *   <li>in hexadecimal of either case;
 *   <li>percent-encoded, quoted in JSON or XML, quoted for a shell in any style, or in a mixture of these.
 * </ul>
 *
 * <p>Matches that overlap or touch become one {@code ***}. A character of base64 that holds only some bits of a secret is
 * masked too. Line ends in a many-line value may be LF or CRLF, and its lines may be indented by up to 16 characters. A value that
 * was compressed, encrypted, reversed or encoded twice is not found, nor a line too short to be a secret where it stands alone.
 *
 * <p>Immutable and safe for use by many threads. The time is proportional to the text and hardly depends on the number of secrets.
 *
 * @since 0.1
 */
public final class Redactor {
  private static final Redactor NONE = new Redactor(Set.of());

  private final Set<Secret> secrets;
  private final Automaton automaton;
  private final Prefilter prefilter;

  private Redactor(Set<Secret> secrets) {
    List<Spelling> spellings = Encodings.of(secrets);
    this.secrets = secrets;
    this.automaton = new Automaton(spellings);
    this.prefilter = new Prefilter(spellings);
  }

  /** Returns a redactor that knows no secret and changes nothing. */
  public static Redactor none() {
    return NONE;
  }

  /**
   * Returns a redactor for the given secrets.
   *
   * @throws NullPointerException if the collection or a secret is null
   */
  public static Redactor of(Collection<Secret> secrets) {
    Set<Secret> copy = Set.copyOf(secrets);
    return copy.isEmpty() ? NONE : new Redactor(copy);
  }

  /**
   * Returns a redactor for the secrets of this one and the given ones. Streams already open go on with those they have.
   *
   * @throws NullPointerException if a secret is null
   */
  public Redactor with(Secret... more) {
    Set<Secret> all = new LinkedHashSet<>(secrets);
    return all.addAll(Arrays.asList(more)) ? of(all) : this;
  }

  /**
   * Returns a text with every secret masked; the same object if there is none in it. The text is taken as a whole: if it ends
   * after more than half of a secret, that beginning is masked too.
   *
   * @throws NullPointerException if the text is null
   */
  public String redact(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length);
    try (RedactingOutput out = redacting(result)) {
      out.write(bytes, 0, bytes.length);
      out.finish();
      return out.hasMasked() ? result.toString(UTF_8) : text;
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
  }

  /**
   * Opens a stream that passes on what is written to it, with every secret masked. Each stream belongs to one text, such as the
   * output of one command: what belongs together must pass through the same stream.
   *
   * @param target where the bytes go; closed with the stream
   * @throws NullPointerException if the target is null
   */
  public RedactingOutput redacting(OutputStream target) {
    return new RedactingOutput(automaton, prefilter, requireNonNull(target, "target"));
  }

  /** Returns how many secrets the redactor knows, and nothing else about them. */
  @Override
  public String toString() {
    return "Redactor[" + secrets.size() + " secrets]";
  }
}
