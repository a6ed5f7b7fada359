package dev.slipway.testing;

import dev.slipway.model.Command;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import org.jspecify.annotations.Nullable;

/** Processes hold a named pipe in a workspace that they share with this machine; its end tells that all are gone. */
final class PipeSigns implements Signs {
  private final ContractBench bench;
  private ContractBench.@Nullable Watch watch;

  PipeSigns(ContractBench bench) {
    this.bench = bench;
  }

  @Override
  public String begin() {
    return "mkfifo alive\nexec 9<>alive\n";
  }

  @Override
  public void watch() throws Exception {
    watch = bench.watch("alive");
  }

  /** The script waits at the pipe until the check has opened it, too. */
  @Override
  public String beginBriefly(StepSession session) throws Exception {
    session.run(Command.sh("mkfifo alive"), new Captured());
    watch = bench.open("alive");
    return "exec 9>alive\n";
  }

  @Override
  public String life() {
    return "sleep 1000";
  }

  @Override
  public void awaitGone() throws Exception {
    if (watch != null) {
      watch.awaitGone();
    }
  }

  @Override
  public void awaitGoneAfter(SessionSpec spec) throws Exception {
    awaitGone();
  }
}
