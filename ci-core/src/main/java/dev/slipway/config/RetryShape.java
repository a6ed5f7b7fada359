package dev.slipway.config;

import static dev.slipway.config.Amounts.duration;
import static dev.slipway.config.Shapes.decimal;
import static dev.slipway.config.Shapes.integer;
import static dev.slipway.config.Shapes.listOf;
import static dev.slipway.config.Shapes.word;

import dev.slipway.model.Outcome;
import dev.slipway.model.Retry;
import java.time.Duration;
import java.util.Set;

/** How retries are written. */
final class RetryShape {
  private static final Table<Duration[], Retry> BACKOFF = Table.of(
      "a backoff",
      "Delays that double.",
      Key.<Duration[], Retry, Duration, Duration>of(
              "first",
              "The delay before the second attempt.",
              duration(),
              (both, time) -> new Duration[] {time, both[1]},
              Retry::first)
          .must(),
      Key.<Duration[], Retry, Duration, Duration>of(
              "longest",
              "The longest delay.",
              duration(),
              (both, time) -> new Duration[] {both[0], time},
              Retry::longest)
          .must());

  private static final Retry USUAL = Retry.attempts(2);

  private static final Table<Retry, Retry> RETRY_TABLE = Table.of(
      "a retry",
      "When and how often a step is tried again.",
      Key.<Retry, Retry, Integer, Integer>of(
              "attempts",
              "How many times it may run in all.",
              integer(),
              (r, n) -> new Retry(n, r.first(), r.longest(), r.jitter(), r.on()),
              Retry::attempts)
          .must(),
      Key.of(
          "delay",
          "The delay between attempts.",
          duration(),
          Retry::delay,
          r -> r.first().equals(r.longest()) ? r.first() : null),
      Key.<Retry, Retry, Change<Duration[]>, Retry>of(
          "backoff",
          "Delays that double; from 1s to 1m without it.",
          BACKOFF,
          (r, change) -> {
            Duration[] both = change.on(new Duration[] {r.first(), r.longest()});
            return r.backoff(both[0], both[1]);
          },
          r -> r.first().equals(r.longest())
                  || (r.first().equals(USUAL.first()) && r.longest().equals(USUAL.longest()))
              ? null
              : r),
      Key.of(
          "jitter",
          "The largest share by which a delay is changed at random; 0.2 without it.",
          decimal(),
          Retry::jitter,
          r -> Double.compare(r.jitter(), USUAL.jitter()) == 0 ? null : r.jitter()),
      Key.of(
          "on",
          "The outcomes that are worth another attempt; failed, errored and timed-out without it.",
          listOf(word(Outcome.class)),
          (r, on) -> new Retry(r.attempts(), r.first(), r.longest(), r.jitter(), Set.copyOf(on)),
          r -> r.on().equals(USUAL.on()) ? null : r.on().stream().sorted().toList()));

  /** How often a step is tried, or more about it. */
  static final Shape<Retry, Retry> RETRY = new Shapes.ShortOrLong<>(
      integer(), Retry::attempts, Retry::attempts, Shapes.of(RETRY_TABLE, Retry.attempts(1)));

  private RetryShape() {}
}
