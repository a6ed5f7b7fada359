package dev.slipway.engine;

import dev.slipway.model.Reason;
import java.util.Map;

/**
 * What a step must hold while an attempt runs: a slot, and the locks and limits that go with it. Thread-safe: immutable, and
 * {@link Permits} has a lock of its own.
 */
final class StepClaim {
  private final Permits permits;
  private final Permits.Claim claim;
  private final boolean onlySlot;

  /**
   * @param granted called on any thread when all is there that had to be waited for
   */
  StepClaim(BuildRun build, StepRun run, Runnable granted) {
    BuildFacts facts = build.facts();
    String step = run.step().name();
    Map<String, Integer> wants = Wants.of(facts, run.step(), run.number());
    this.permits = build.permits();
    this.claim = new Permits.Claim(
        "step '" + step + "' of build " + facts.id(), wants, granted, facts.now());
    this.onlySlot = wants.isEmpty();
  }

  /** Takes all of it, or begins to wait. */
  boolean take() {
    return permits.take(claim);
  }

  /** Gives back what it holds, or waits no longer. */
  void release() {
    permits.release(claim);
  }

  /** Whether it asks for nothing that has a name. */
  boolean isOnlySlot() {
    return onlySlot;
  }

  /** Returns what it waits for now. */
  Reason.WaitingForPermit waiting() {
    Permits.Blocked blocked = permits.blocked(claim);
    return new Reason.WaitingForPermit(blocked.permit(), blocked.holders(), claim.since());
  }
}
