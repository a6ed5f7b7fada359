package dev.slipway.deploy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * When releases may be deployed to an environment: hours of the week that are open or closed, and dates that are frozen. Hours are those
 * of clocks on the wall: where an hour is left out in spring, what would begin or end in it does so when it is over; where an hour comes
 * twice in autumn, what is closed stays closed for both. Immutable.
 *
 * @param hours open or closed hours of the week
 * @param freezes dates that are closed
 */
record Opening(List<Hours> hours, List<Freeze> freezes) {
  private static final Duration LOOK_AHEAD = Duration.ofDays(366);
  private static final int DAYS_AHEAD = 8;

  Opening {
    hours = List.copyOf(hours);
    freezes = List.copyOf(freezes);
  }

  /**
   * Hours of some days of the week.
   *
   * @param open whether they are open, and all that is in no such hours closed; else they are closed
   * @param to the end; one that is not after the beginning is on the next day
   */
  record Hours(boolean open, Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    Hours {
      days = Set.copyOf(days);
    }

    /** Returns the times that begin on a day, if it is one of the days. */
    private Optional<Span> on(LocalDate day) {
      if (!days.contains(day.getDayOfWeek())) {
        return Optional.empty();
      }
      LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
      return Optional.of(new Span(
          moment(day.atTime(from), ZonedDateTime::withEarlierOffsetAtOverlap),
          moment(last.atTime(to), ZonedDateTime::withLaterOffsetAtOverlap)));
    }

    private Instant moment(LocalDateTime clock, UnaryOperator<ZonedDateTime> whenTwice) {
      ZoneOffsetTransition change = zone.getRules().getTransition(clock);
      // atZone would move a time that is left out on by as much as is left out
      return change != null && change.isGap()
          ? change.getInstant()
          : whenTwice.apply(clock.atZone(zone)).toInstant();
    }

    /** Returns those that could hold a time or come next after it. */
    private Stream<Span> around(Instant time) {
      LocalDate today = time.atZone(zone).toLocalDate();
      return Stream.iterate(today.minusDays(1), day -> day.plusDays(1))
          .limit(DAYS_AHEAD + 2L)
          .flatMap(day -> on(day).stream());
    }

    @Override
    public String toString() {
      List<String> names = days.stream().sorted().map(DayOfWeek::toString).toList();
      return String.join(", ", names).toLowerCase(Locale.ROOT) + " from " + from + " to " + to + " "
          + zone;
    }
  }

  /** From one moment to before another. */
  private record Span(Instant begin, Instant end) {
    boolean holds(Instant time) {
      return !time.isBefore(begin) && time.isBefore(end);
    }
  }

  /**
   * Dates that are closed.
   *
   * @param until the first moment that is open again
   */
  record Freeze(Instant from, Instant until, String why) {}

  /** Returns why nothing may be deployed at a time, with the moment at which something may again; empty if it may. */
  Optional<Closure> at(Instant time) {
    Optional<Closure> first = one(time);
    if (first.isEmpty()) {
      return first;
    }
    Instant open = first.get().until();
    for (Optional<Closure> next = one(open);
        next.isPresent() && Duration.between(time, open).compareTo(LOOK_AHEAD) < 0;
        next = one(open)) {
      open = next.get().until();
    }
    return Optional.of(new Closure(open, first.get().why()));
  }

  /** Returns whether there is no time at which anything may be deployed, freezes aside. */
  boolean isNeverOpen() {
    Instant monday = Instant.parse("2026-01-05T00:00:00Z");
    return new Opening(hours, List.of())
        .at(monday)
        .filter(c -> Duration.between(monday, c.until()).compareTo(LOOK_AHEAD) >= 0)
        .isPresent();
  }

  /** Returns one of the things that close a time, with its own end. */
  private Optional<Closure> one(Instant time) {
    Optional<Closure> frozen = freezes.stream()
        .filter(f -> !time.isBefore(f.from()) && time.isBefore(f.until()))
        .max(Comparator.comparing(Freeze::until))
        .map(f -> new Closure(f.until(), "it is frozen: " + f.why()));
    return frozen.or(() -> closed(time)).or(() -> notOpen(time));
  }

  private Optional<Closure> closed(Instant time) {
    return hours.stream()
        .filter(h -> !h.open())
        .flatMap(h -> h.around(time)
            .filter(span -> span.holds(time))
            .map(span -> new Closure(span.end(), "it is closed on " + h)))
        .max(Comparator.comparing(Closure::until));
  }

  private Optional<Closure> notOpen(Instant time) {
    List<Hours> open = hours.stream().filter(Hours::open).toList();
    if (open.isEmpty()
        || open.stream().anyMatch(h -> h.around(time).anyMatch(span -> span.holds(time)))) {
      return Optional.empty();
    }
    return open.stream()
        .flatMap(h -> h.around(time))
        .map(Span::begin)
        .filter(begin -> begin.isAfter(time))
        .min(Comparator.naturalOrder())
        .map(begin -> new Closure(
            begin,
            "it is open on "
                + String.join(" and ", open.stream().map(Hours::toString).toList())));
  }
}
