package dev.slipway.smoke;

import dev.slipway.smoke.SmokeReport.Attempt;
import dev.slipway.time.Time;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a smoke test: the checks one after the other, each until it passes or the deadline is over. */
final class SmokeRun {
  private final SmokeTest test;
  private final URI base;
  private final Time time;
  private final Consumer<Attempt> listener;
  private final long began;

  SmokeRun(SmokeTest test, URI base, Time time, Consumer<Attempt> listener) {
    this.test = test;
    this.base = base;
    this.time = time;
    this.listener = listener;
    this.began = time.nanos();
  }

  SmokeReport run() throws InterruptedException {
    Instant startedAt = time.now();
    List<Attempt> attempts = new ArrayList<>();
    try (HttpProbe probe = new HttpProbe(time)) {
      for (Check check : test.checks()) {
        Attempt attempt = attempt(probe, check, 1);
        attempts.add(attempt);
        while (!attempt.passed() && isTimeLeft()) {
          time.sleep(pause());
          attempt = attempt(probe, check, attempt.number() + 1);
          attempts.add(attempt);
        }
      }
    }
    return new SmokeReport(test.name(), base.toString(), startedAt, elapsed(), attempts);
  }

  private boolean isTimeLeft() {
    return elapsed().compareTo(test.retryFor()) < 0;
  }

  /** The last pause ends at the deadline, so that there is an attempt then. */
  private Duration pause() {
    Duration left = test.retryFor().minus(elapsed());
    return Collections.max(List.of(Duration.ZERO, Collections.min(List.of(test.every(), left))));
  }

  private Duration elapsed() {
    return Duration.ofNanos(time.nanos() - began);
  }

  private Attempt attempt(HttpProbe probe, Check check, int number) throws InterruptedException {
    Instant at = time.now();
    long start = time.nanos();
    HttpProbe.Reply reply = probe.send(base, check);
    Duration took = Duration.ofNanos(time.nanos() - start);
    Attempt attempt = new Attempt(
        check.name(),
        number,
        at,
        took,
        status(reply.answer()),
        AnswerShape.of(reply.answer()),
        finding(check, reply));
    listener.accept(attempt);
    return attempt;
  }

  private Finding finding(Check check, HttpProbe.Reply reply) {
    if (reply.failure() != null) {
      return reply.failure();
    }
    if (reply.answer() != null) {
      return new Judge(time).judge(check, reply.answer());
    }
    throw new IllegalStateException("neither an answer nor a failure");
  }

  private static int status(@Nullable Answer answer) {
    return answer == null ? 0 : answer.status();
  }
}
