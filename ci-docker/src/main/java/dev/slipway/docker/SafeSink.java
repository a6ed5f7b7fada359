package dev.slipway.docker;

import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import org.jspecify.annotations.Nullable;

/** A sink whose failure does not hold up the command that writes, and is thrown when the command is over. */
final class SafeSink implements OutputSink {
  private final OutputSink target;
  private volatile @Nullable RuntimeException failure;

  SafeSink(OutputSink target) {
    this.target = target;
  }

  @Override
  public void write(LogStream stream, byte[] bytes, int offset, int length) {
    if (failure != null) {
      return;
    }
    try {
      target.write(stream, bytes, offset, length);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  void throwFailure() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }
}
