package dev.slipway.deploy;

import dev.slipway.deploy.Approval.Decision;
import dev.slipway.deploy.Records.Fact;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An approval of what is deployed, as what a step waits for. That it is waited for is recorded, so that people can see what they may decide.
 *
 * @param by who may decide
 */
record ApprovalGate(Environment environment, String approval, Set<String> by, Content content)
    implements Gate {
  private static final Duration POLL = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "approval '" + approval + "' of " + environment;
  }

  @Override
  public Answer ask(Question question) {
    try {
      String digest = content.digest(question).orElse(null);
      if (digest == null) {
        return new Refused(
            new Problem(name(), "nothing to approve", content.toString(), "produce it first"));
      }
      String step = "step '" + question.step() + "' of build " + question.buildId();
      Optional<Approval> known = ask(environment, approval, digest, step, question.now());
      Decision decision = known.map(Approval::decision).orElse(null);
      return decision == null ? waiting(digest) : decided(decision);
    } catch (SlipwayException e) {
      return Records.unanswered(e);
    }
  }

  /** Returns what is known of the approval of a digest; if it was never asked for, it is by now. */
  static Optional<Approval> ask(
      Environment environment, String approval, String digest, String asker, Instant now) {
    Records records = environment.records();
    Optional<Approval> known = records.read().approval(approval, digest);
    if (known.isEmpty()) {
      records.add(
          now,
          new Fact.ApprovalAsked(
              new Approval(environment.name(), approval, digest, asker, now, null)));
    }
    return known;
  }

  private Answer waiting(String digest) {
    String who =
        by.isEmpty() ? "anybody" : String.join(" or ", by.stream().sorted().toList());
    return new Wait(digest + " has to be approved by " + who, POLL);
  }

  private Answer decided(Decision decision) {
    return decision.approved()
        ? new Open(Lease.none())
        : new Refused(new Problem(
            name(),
            decision.by() + " has refused it: " + decision.reason(),
            "an approval",
            "mend what was refused and deploy that"));
  }
}
