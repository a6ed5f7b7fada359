package dev.slipway.deploy;

import dev.slipway.deploy.Records.Claimant;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Gate;
import dev.slipway.store.LeaseAnswer;

/** The lock of an environment, as what a step waits for. It is only asked for while the environment is open, as the hours may end before it is free. */
record EnvironmentLock(Environment environment) implements Gate {

  /** Returns the step of a build as it asks for the lock. */
  static Claimant claimant(String buildId, String step) {
    return new Claimant(buildId + " " + step, "step '" + step + "' of build " + buildId);
  }

  @Override
  public String name() {
    return "lock of " + environment;
  }

  @Override
  public Answer ask(Question question) {
    Claimant claimant = claimant(question.buildId(), question.step());
    try {
      OpeningGate hours = new OpeningGate(environment, true);
      if (hours.ask(question) instanceof Wait closed) {
        environment.records().giveUp(question.time(), claimant);
        return closed;
      }
      LeaseAnswer answer = environment.records().ask(question.time(), claimant);
      return answer instanceof LeaseAnswer.Granted granted
          ? new Open(granted.lease()::close)
          : new Wait(answer.toString(), Records.POLL);
    } catch (SlipwayException e) {
      return Records.unanswered(e);
    }
  }
}
