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

/** One run of a smoke test: the checks one after the other, each check or flow until it passes or the deadline is over. */
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
    try (HttpProbe probe = new HttpProbe(time, test.rounds().connectTo())) {
      for (List<Check> unit : units()) {
        repeat(probe, unit, attempts);
      }
    }
    return new SmokeReport(test.name(), base.toString(), startedAt, elapsed(), attempts);
  }

  /** Returns what is repeated as a whole: a check alone, or all checks of a flow. */
  private List<List<Check>> units() {
    List<List<Check>> units = new ArrayList<>();
    String flow = "";
    for (Check check : test.checks()) {
      if (check.flow().isEmpty() || !check.flow().equals(flow)) {
        units.add(new ArrayList<>());
      }
      units.get(units.size() - 1).add(check);
      flow = check.flow();
    }
    return units;
  }

  /** Repeats a unit until it has passed often enough in a row, or the time is over. */
  private void repeat(HttpProbe probe, List<Check> unit, List<Attempt> attempts)
      throws InterruptedException {
    int passed = 0;
    for (int round = 1; passed < test.rounds().inARow(); round++) {
      passed = passes(probe, unit, round, attempts) ? passed + 1 : 0;
      boolean goesOn = passed > 0 || isTimeLeft();
      if (!goesOn) {
        return;
      }
      if (passed < test.rounds().inARow()) {
        time.sleep(passed > 0 ? test.rounds().every() : pause());
      }
    }
  }

  private boolean passes(HttpProbe probe, List<Check> unit, int round, List<Attempt> attempts)
      throws InterruptedException {
    FlowSession session = new FlowSession(time);
    for (Check check : unit) {
      Attempt attempt = attempt(probe, check, round, session);
      attempts.add(attempt);
      if (!attempt.passed()) {
        return false;
      }
    }
    return true;
  }

  private boolean isTimeLeft() {
    return elapsed().compareTo(test.rounds().retryFor()) < 0;
  }

  /** The last pause ends at the deadline, so that there is an attempt then. */
  private Duration pause() {
    Duration left = test.rounds().retryFor().minus(elapsed());
    return Collections.max(
        List.of(Duration.ZERO, Collections.min(List.of(test.rounds().every(), left))));
  }

  private Duration elapsed() {
    return Duration.ofNanos(time.nanos() - began);
  }

  private Attempt attempt(HttpProbe probe, Check check, int number, FlowSession session)
      throws InterruptedException {
    Instant at = time.now();
    long start = time.nanos();
    Attempt attempt;
    if (check instanceof Check.Request request) {
      Finding misfit = session.misfit(request).orElse(null);
      HttpProbe.Reply reply = misfit == null
          ? probe.send(base, session.filled(request), session)
          : new HttpProbe.Reply(null, misfit);
      Duration took = Duration.ofNanos(time.nanos() - start);
      attempt = new Attempt(
          check.name(),
          number,
          at,
          took,
          status(reply.answer()),
          AnswerShape.of(reply.answer()),
          finding(request, reply, session));
    } else {
      Finding finding = finding(check);
      Duration took = Duration.ofNanos(time.nanos() - start);
      attempt = new Attempt(check.name(), number, at, took, 0, "", finding);
    }
    listener.accept(attempt);
    return attempt;
  }

  private Finding finding(Check check) throws InterruptedException {
    if (check instanceof Check.Connection tcp) {
      String host =
          test.rounds().connectTo().isEmpty() ? base.getHost() : test.rounds().connectTo();
      return new TcpProbe(time).connect(tcp, tcp.host().isEmpty() ? host : tcp.host());
    }
    if (check instanceof Check.BrowserPage page) {
      return new BrowserProbe(base, test.rounds().connectTo(), time).open(page);
    }
    return new ProgramProbe(base).run((Check.Program) check);
  }

  private Finding finding(Check.Request check, HttpProbe.Reply reply, FlowSession session) {
    if (reply.failure() != null) {
      return reply.failure();
    }
    if (reply.answer() != null) {
      return new Judge(time).judge(check, reply.answer(), session);
    }
    throw new IllegalStateException("neither an answer nor a failure");
  }

  private static int status(@Nullable Answer answer) {
    return answer == null ? 0 : answer.status();
  }
}
