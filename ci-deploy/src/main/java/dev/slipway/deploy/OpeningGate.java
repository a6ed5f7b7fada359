package dev.slipway.deploy;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The hours and freezes of an environment, as what a step waits for. A person may open them.
 *
 * @param asksRecords whether it asks if somebody has opened them
 */
record OpeningGate(Environment environment, boolean asksRecords) implements Gate {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "opening hours of " + environment;
  }

  @Override
  public Answer ask(Question question) {
    Instant now = question.now();
    Optional<Closure> closure;
    try {
      closure = closure(now);
    } catch (SlipwayException e) {
      return Records.unanswered(e);
    }
    if (closure.isEmpty()) {
      return new Open(Lease.none());
    }
    Duration left = Duration.between(now, closure.get().until());
    Duration again = asksRecords && left.compareTo(LONGEST) > 0 ? LONGEST : left;
    return new Wait(closure.get().toString(), again);
  }

  /** Returns why the environment is closed at a time; empty if it is open, or a person has opened it. */
  Optional<Closure> closure(Instant now) {
    Optional<Closure> closure = environment.opening().at(now);
    return closure.isPresent() && asksRecords && environment.records().read().isOpened(now)
        ? Optional.empty()
        : closure;
  }

  @Override
  public Optional<Gate> inSimulation() {
    return Optional.of(new OpeningGate(environment, false));
  }
}
