package dev.slipway.testing;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.NoLeaks;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class VirtualTimeTest {
  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

  private final VirtualTime time = VirtualTime.startingAt(START);
  private final List<String> said = new ArrayList<>();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void thingsHappenInTheOrderOfTheirTimesAndOfOneTimeInTheOrderTheyWereMade() {
    time.after(ofMinutes(2), () -> said.add("second"));
    time.after(ofMinutes(1), () -> said.add("first"));
    time.after(ofMinutes(2), () -> said.add("third"));
    time.start("slipway a", () -> sleep("a", ofMinutes(2)));
    time.start("slipway b", () -> sleep("b", ofSeconds(30)));
    until(6);
    assertThat(said).containsExactly("b", "first", "second", "third", "a", "end");
    assertThat(time.elapsed()).isEqualTo(ofHours(1));
    assertThat(time.now()).isEqualTo(START.plus(ofHours(1)));
  }

  @Test
  void aTimerThatWasGivenUpDoesNothing() {
    Time.Timer timer = time.after(ofMinutes(1), () -> said.add("no"));
    time.after(ofSeconds(59), timer::cancel);
    until(1);
    assertThat(said).containsExactly("end");
  }

  @Test
  void anInterruptEndsASleepAtOnceAlsoBeforeItBegins() {
    Time.Worker sleeper = time.start("slipway a", () -> sleep("a", ofHours(9)));
    time.after(ofMinutes(5), sleeper::interrupt);
    time.start("slipway b", () -> sleep("b", ofHours(9))).interrupt();
    until(3);
    assertThat(said).containsExactly("b interrupted at PT0S", "a interrupted at PT5M", "end");
    assertThat(sleeper.stack()).isEmpty();
  }

  @Test
  void onlyItsOwnWorkMaySleep() {
    assertThatThrownBy(() -> time.sleep(ofMinutes(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("only work that was started by a virtual time can sleep in it");
  }

  @Test
  void itSaysWhenNothingIsLeftToHappenOrTheLimitIsReached() {
    assertThatThrownBy(() -> time.runUntil(() -> false, ofHours(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing is left to happen after PT0S");
    time.after(ofHours(2), () -> said.add("late"));
    assertThatThrownBy(() -> time.runUntil(() -> false, ofHours(1)))
        .hasMessage("it is not over after PT1H");
    assertThat(said).isEmpty();
  }

  @Test
  void whoeverSleepsAtTheEndIsInterrupted() {
    time.start("slipway a", () -> sleep("a", ofHours(9)));
    until(1);
    time.close();
    assertThat(said).containsExactly("end", "a interrupted at PT1H");
  }

  @Test
  void whoeverSleepsOnAfterTheEndIsUnwound() {
    time.start("slipway deaf", () -> {
      try {
        for (int i = 0; i < Integer.MAX_VALUE; i++) {
          sleep("deaf", ofHours(9));
        }
      } finally {
        said.add("unwound");
      }
    });
    until(1);
    time.close();
    assertThat(said).containsExactly("end", "deaf interrupted at PT1H", "unwound");
  }

  private void until(int count) {
    time.after(ofHours(1), () -> said.add("end"));
    time.runUntil(() -> said.size() >= count, ofHours(1));
  }

  private void sleep(String name, Duration duration) {
    try {
      time.sleep(duration);
      said.add(name);
    } catch (InterruptedException e) {
      said.add(name + " interrupted at " + time.elapsed());
    }
  }
}
