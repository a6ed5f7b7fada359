package dev.slipway.deploy;

import dev.slipway.deploy.Approval.Decision;
import dev.slipway.deploy.Records.Fact;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * An approval of an artifact, as what a step waits for. That it is waited for is recorded, so that people can see what they may decide.
 *
 * @param by who may decide
 */
record ApprovalGate(Environment environment, String approval, Set<String> by, ArtifactRef artifact)
    implements Gate {
  private static final Duration POLL = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "approval '" + approval + "' of " + environment;
  }

  @Override
  public Answer ask(Question question) {
    Artifact content = question.artifacts().get(artifact);
    if (content == null) {
      return new Refused(new Problem(
          name(), "no artifact to approve", "the artifact '" + artifact + "'", "produce it first"));
    }
    try {
      Optional<Approval> known = environment.records().read().approval(approval, content.digest());
      if (known.isEmpty()) {
        environment
            .records()
            .add(
                question.now(),
                new Fact.ApprovalAsked(new Approval(
                    environment.name(),
                    approval,
                    content.digest(),
                    "step '" + question.step() + "' of build " + question.buildId(),
                    question.now(),
                    null)));
      }
      Decision decision = known.map(Approval::decision).orElse(null);
      return decision == null ? waiting(content) : decided(decision);
    } catch (SlipwayException e) {
      return new Refused(e.problems().get(0));
    }
  }

  private Answer waiting(Artifact content) {
    String who =
        by.isEmpty() ? "anybody" : String.join(" or ", by.stream().sorted().toList());
    return new Wait(content.digest() + " has to be approved by " + who, POLL);
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
