package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine of an action while it runs: one it was given, or the one of the {@code docker} command for as long. */
final class EngineUse implements AutoCloseable {
  private final DockerRuntime runtime;
  private final boolean own;

  private EngineUse(DockerRuntime runtime, boolean own) {
    this.runtime = runtime;
    this.own = own;
  }

  static EngineUse of(@Nullable DockerRuntime given, Time time) {
    return given == null
        ? new EngineUse(DockerRuntime.builder(time).connect(), true)
        : new EngineUse(given, false);
  }

  /** Returns why there is no engine, if so. */
  static List<Problem> problems(@Nullable DockerRuntime given) {
    try {
      if (given == null) {
        Engine.connect(EngineAddresses.ofUser().candidates()).close();
      } else {
        given.engine().requireAnswer();
      }
      return List.of();
    } catch (RuntimeUnavailableException e) {
      return e.problems();
    }
  }

  DockerRuntime runtime() {
    return runtime;
  }

  @Override
  public void close() {
    if (own) {
      runtime.close();
    }
  }
}
