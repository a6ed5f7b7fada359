package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepRef;
import dev.slipway.model.Work;
import dev.slipway.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a step through its gates, one after the other, and holds the leases they give. Behind the build's mailbox. */
final class GateWalk {
  private static final Logger log = LoggerFactory.getLogger(GateWalk.class);

  private final BuildRun build;
  private final BuildFacts facts;
  private final StepRun run;
  private final List<Gate> gates;
  private final List<Lease> leases = new ArrayList<>();
  private final Instant since;
  private int next;
  private boolean asking;
  private boolean askAgain;
  private boolean closed;
  private Time.@Nullable Timer timer;

  private GateWalk(BuildRun build, StepRun run, List<Gate> gates) {
    this.build = build;
    this.facts = build.facts();
    this.run = run;
    this.gates = gates;
    this.since = facts.now();
  }

  /** Returns the walk of a step, or null if it has no gates. */
  static @Nullable GateWalk of(BuildRun build, StepRun run) {
    if (!(run.step().work() instanceof Work.Action work)) {
      return null;
    }
    List<Gate> gates = gates(build.facts(), run.step(), work);
    return gates.isEmpty() ? null : new GateWalk(build, run, gates);
  }

  /** Returns the gates of an action; one that cannot say them is refused. */
  private static List<Gate> gates(BuildFacts facts, Step step, Work.Action work) {
    try {
      return facts.parts().actions().gates(step, work.action());
    } catch (RuntimeException e) {
      Problem problem = new Problem(
          "step '" + step.name() + "'",
          "asking its action for its gates threw " + e,
          "the gates of the action",
          "mend the action, then run the build again");
      return List.of(new NoGate(problem));
    }
  }

  void ask() {
    Gate gate = gates.get(next);
    asking = true;
    askAgain = false;
    run.asksAt(new Reason.WaitingForGate(gate.name(), "it has not answered yet", since));
    Gate.Question question = new Gate.Question(
        facts.id(),
        run.step().name(),
        facts.context(),
        artifacts(),
        outputs(),
        facts.time(),
        since);
    build.effect(() -> facts.time().start("slipway gate " + gate.name(), () -> {
      Gate.Answer answer = answer(gate, question);
      build.post(() -> answered(gate, answer));
    }));
  }

  /** Returns the artifacts that the action uses, as far as there are any: a simulation makes none. */
  private Map<ArtifactRef, Artifact> artifacts() {
    Map<ArtifactRef, Artifact> found = new LinkedHashMap<>();
    for (ArtifactRef ref : action().artifacts()) {
      StepArtifacts.find(facts, run.step(), ref).ifPresent(artifact -> found.put(ref, artifact));
    }
    return found;
  }

  private Map<StepRef<?>, Object> outputs() {
    Map<StepRef<?>, Object> found = new LinkedHashMap<>();
    for (StepRef<?> ref : action().inputs()) {
      Object output = facts.output(run.step().resolve(ref.name()));
      if (output != null) {
        found.put(ref, output);
      }
    }
    return found;
  }

  private StepAction<?> action() {
    return ((Work.Action) run.step().work()).action();
  }

  /** Asks again now, without waiting for the time the gate named. */
  void wake() {
    if (asking) {
      askAgain = true;
    } else if (!closed) {
      cancelTimer();
      ask();
    }
  }

  /** Gives all leases back; further answers are not wanted. */
  void close() {
    closed = true;
    cancelTimer();
    List<Lease> held = List.copyOf(leases);
    leases.clear();
    if (!held.isEmpty()) {
      build.effect(
          () -> facts.time().start("slipway leases of " + run.step().name(), () -> giveBack(held)));
    }
  }

  private void answered(Gate gate, Gate.Answer answer) {
    asking = false;
    if (closed) {
      if (answer instanceof Gate.Open open) {
        leases.add(open.lease());
        close();
      }
    } else if (answer instanceof Gate.Open open) {
      leases.add(open.lease());
      if (++next < gates.size()) {
        ask();
      } else {
        run.claim();
      }
    } else if (answer instanceof Gate.Refused refused) {
      run.gateRefused(refused.problem());
    } else if (askAgain) {
      ask();
    } else {
      Gate.Wait wait = (Gate.Wait) answer;
      run.waitAt(new Reason.WaitingForGate(gate.name(), wait.why(), since));
      timer = build.after(wait.again(), () -> {
        timer = null;
        if (!closed && !asking) {
          ask();
        }
      });
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private Gate.Answer answer(Gate gate, Gate.Question question) {
    try {
      Gate.Answer answer = gate.ask(question);
      return answer == null ? refused(gate, "it answered null") : answer;
    } catch (SlipwayException e) {
      return new Gate.Refused(e.problems().get(0));
    } catch (RuntimeException | Error e) {
      return refused(gate, "it threw " + e);
    }
  }

  private static Gate.Refused refused(Gate gate, String found) {
    return new Gate.Refused(new Problem(
        "gate '" + gate.name() + "'",
        found,
        "an answer",
        "mend the gate, then run the build again"));
  }

  private void giveBack(List<Lease> held) {
    for (Lease lease : held) {
      try {
        lease.close();
      } catch (RuntimeException | Error e) {
        log.warn("A lease of step {} could not be given back", run.step().name(), e);
      }
    }
  }

  /** Stands for gates that could not be had. */
  private record NoGate(Problem problem) implements Gate {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public Answer ask(Question question) {
      return new Refused(problem);
    }
  }
}
