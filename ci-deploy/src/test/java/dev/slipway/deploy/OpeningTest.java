package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningTest {
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
  private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

  private static Opening closed(Set<DayOfWeek> days, String from, String to) {
    return opening(false, days, from, to);
  }

  private static Opening opening(boolean open, Set<DayOfWeek> days, String from, String to) {
    return new Opening(
        List.of(new Opening.Hours(open, days, LocalTime.parse(from), LocalTime.parse(to), VIENNA)),
        List.of());
  }

  private static String until(Opening opening, String time) {
    return opening.at(Instant.parse(time)).map(c -> c.until().toString()).orElse("open");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-26T08:59:59Z, open",
    "2026-11-26T09:00:00Z, 2026-11-26T17:00:00Z",
    "2026-11-26T16:59:59.999Z, 2026-11-26T17:00:00Z",
    "2026-11-26T17:00:00Z, open",
    "2026-11-28T12:00:00Z, open",
    "2026-07-01T08:00:00Z, 2026-07-01T16:00:00Z"
  })
  void hoursOfTheDayAreThoseOfTheZone(String time, String until) {
    assertThat(until(closed(WEEKDAYS, "10:00", "18:00"), time)).isEqualTo(until);
  }

  @Test
  void hoursMayPassMidnight() {
    Opening nights = closed(EnumSet.of(DayOfWeek.FRIDAY), "20:00", "06:00");
    assertThat(until(nights, "2026-11-27T20:00:00Z")).isEqualTo("2026-11-28T05:00:00Z");
    assertThat(until(nights, "2026-11-28T04:00:00Z")).isEqualTo("2026-11-28T05:00:00Z");
    assertThat(until(nights, "2026-11-28T05:00:00Z")).isEqualTo("open");
    assertThat(until(nights, "2026-11-26T22:00:00Z")).isEqualTo("open");
  }

  @ParameterizedTest
  @CsvSource({
    // 02:00 to 03:00 is left out on 2026-03-29
    "2026-03-29T00:30:00Z, 01:00, 02:30, 2026-03-29T01:00:00Z",
    "2026-03-29T01:10:00Z, 02:15, 04:00, 2026-03-29T02:00:00Z",
    "2026-03-29T01:20:00Z, 02:15, 04:00, 2026-03-29T02:00:00Z",
    "2026-03-29T00:59:59Z, 02:30, 03:15, open",
    "2026-03-29T01:00:00Z, 02:30, 03:15, 2026-03-29T01:15:00Z",
    "2026-03-29T01:15:00Z, 02:30, 03:15, open",
    "2026-03-29T01:00:00Z, 02:15, 02:45, open",
    // and comes twice on 2026-10-25
    "2026-10-25T00:20:00Z, 02:15, 02:45, 2026-10-25T01:45:00Z",
    "2026-10-25T01:20:00Z, 02:15, 02:45, 2026-10-25T01:45:00Z",
    "2026-10-25T01:50:00Z, 02:15, 02:45, open"
  })
  void daylightSavingIsMinded(String time, String from, String to, String until) {
    assertThat(until(closed(EnumSet.allOf(DayOfWeek.class), from, to), time)).isEqualTo(until);
  }

  @Test
  void openHoursCloseTheRest() {
    Opening mornings =
        opening(true, EnumSet.of(DayOfWeek.TUESDAY, DayOfWeek.THURSDAY), "09:00", "11:00");
    assertThat(until(mornings, "2026-11-26T09:00:00Z")).isEqualTo("open");
    assertThat(until(mornings, "2026-11-26T10:00:00Z")).isEqualTo("2026-12-01T08:00:00Z");
    assertThat(mornings.at(Instant.parse("2026-11-26T10:00:00Z")).orElseThrow().why())
        .isEqualTo("it is open on tuesday, thursday from 09:00 to 11:00 Europe/Vienna");
  }

  @Test
  void closuresThatMeetAreOne() {
    Opening both = new Opening(
        List.of(
            new Opening.Hours(false, WEEKDAYS, LocalTime.of(10, 0), LocalTime.of(18, 0), VIENNA)),
        List.of(
            new Opening.Freeze(
                Instant.parse("2026-12-20T23:00:00Z"),
                Instant.parse("2027-01-04T10:00:00Z"),
                "holidays"),
            new Opening.Freeze(
                Instant.parse("2026-12-24T23:00:00Z"),
                Instant.parse("2026-12-26T23:00:00Z"),
                "more")));
    assertThat(until(both, "2026-12-25T12:00:00Z")).isEqualTo("2027-01-04T17:00:00Z");
    assertThat(both.at(Instant.parse("2026-12-25T12:00:00Z")).orElseThrow().why())
        .isEqualTo("it is frozen: holidays");
  }

  @Test
  void hoursThatNeverOpenAreSeen() {
    Set<DayOfWeek> all = EnumSet.allOf(DayOfWeek.class);
    assertThat(closed(all, "00:00", "00:00").isNeverOpen()).isTrue();
    assertThat(closed(all, "00:00", "23:59").isNeverOpen()).isFalse();
    Opening apart = new Opening(
        List.of(
            new Opening.Hours(
                true, Set.of(DayOfWeek.MONDAY), LocalTime.of(9, 0), LocalTime.of(10, 0), VIENNA),
            new Opening.Hours(false, WEEKDAYS, LocalTime.of(8, 0), LocalTime.of(12, 0), VIENNA)),
        List.of());
    assertThat(apart.isNeverOpen()).isTrue();
    assertThat(new Opening(List.of(), List.of()).isNeverOpen()).isFalse();
  }
}
