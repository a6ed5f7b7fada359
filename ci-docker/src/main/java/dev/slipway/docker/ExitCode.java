package dev.slipway.docker;

import com.github.dockerjava.api.model.WaitResponse;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Waits for the exit code of a container. */
class ExitCode extends Answer<WaitResponse> {
  private volatile @Nullable Integer code;

  @Override
  public void onNext(WaitResponse response) {
    code = response.getStatusCode();
  }

  /** Returns the code, if it has come. */
  final OptionalInt known() {
    Integer now = code;
    return now == null ? OptionalInt.empty() : OptionalInt.of(now);
  }

  /** Returns the code; empty if the engine ended the answer without one. */
  OptionalInt await() throws InterruptedException {
    awaitCompletion();
    return known();
  }
}
