package dev.slipway.smoke;

import dev.slipway.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares texts, and gives a regular expression up that does not come to an end. */
final class Matching {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private Matching() {}

  static boolean holds(Match match, String found, Time time) {
    return switch (match.kind()) {
      case IS -> found.equals(match.text());
      case CONTAINS -> found.contains(match.text());
      case STARTS_WITH -> found.startsWith(match.text());
      case PRESENT -> true;
      case MATCHES -> find(match.text(), found, time);
    };
  }

  private static boolean find(String regex, String found, Time time) {
    return first(regex, found, time).isPresent();
  }

  /** Returns the first group of the first match, or all of it if there is no group. */
  static Optional<String> first(String regex, String found, Time time) {
    try {
      Matcher matcher = Pattern.compile(regex).matcher(new Impatient(found, time));
      if (!matcher.find()) {
        return Optional.empty();
      }
      String group = matcher.groupCount() > 0 ? matcher.group(1) : null;
      return Optional.of(group == null ? matcher.group() : group);
    } catch (GaveUp | StackOverflowError notInReasonableTimeOrSpace) {
      return Optional.empty();
    }
  }

  private static final class GaveUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    GaveUp() {
      super(null, null, false, false);
    }
  }

  /** A text that ends the matching when it was asked for its characters for too long, or the thread is interrupted. */
  private static final class Impatient implements CharSequence {
    private static final int LOOK_EVERY = 4096;

    private final CharSequence text;
    private final Time time;
    private final long deadline;
    private int asked;

    Impatient(CharSequence text, Time time) {
      this.text = text;
      this.time = time;
      this.deadline = time.nanos() + PATIENCE.toNanos();
    }

    @Override
    public char charAt(int index) {
      if (++asked % LOOK_EVERY == 0
          && (time.nanos() - deadline > 0 || Thread.currentThread().isInterrupted())) {
        throw new GaveUp();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
