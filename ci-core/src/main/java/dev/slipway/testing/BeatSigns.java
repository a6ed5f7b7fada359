package dev.slipway.testing;

import dev.slipway.model.Command;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import java.util.List;

/**
 * Processes write to a file of the copy they work on, again and again. The next session of the build sees whether they still do,
 * if it gets the same copy; that nothing else is left is what the runtime itself says.
 */
final class BeatSigns implements Signs {
  private static final String BEATS = "if [ -e beat ]; then cat beat; fi";

  private final ContractBench bench;

  BeatSigns(ContractBench bench) {
    this.bench = bench;
  }

  @Override
  public String begin() {
    return "echo x >> beat\n";
  }

  @Override
  public void watch() {}

  @Override
  public String beginBriefly(StepSession session) {
    return begin();
  }

  @Override
  public String life() {
    return "while :; do echo x >> beat; sleep 0.1; done";
  }

  @Override
  public void awaitGone() {}

  @Override
  public void awaitGoneAfter(SessionSpec spec) throws Exception {
    Captured before = new Captured();
    Captured after = new Captured();
    try (StepSession session = bench.runtime.open(spec)) {
      session.run(Command.sh(BEATS), before);
      session.run(Command.sh("sleep 0.5; " + BEATS), after);
    }
    Expect.equal("beats of processes that are gone", before.out(), after.out());
    Expect.equal("leftovers", List.of(), bench.runtime.reap(spec.buildId()));
  }
}
