package dev.slipway.docker;

import dev.slipway.model.LogStream;
import dev.slipway.model.StepLog;
import dev.slipway.runtime.OutputSink;
import dev.slipway.secret.RedactingOutput;
import dev.slipway.secret.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The log of a step as a sink that hides what came out of encrypted files, of which the engine does not know. One thread writes. */
final class CodeshipOutput implements OutputSink {
  private final RedactingOutput out;
  private final RedactingOutput err;

  CodeshipOutput(StepLog log, Redactor redactor) {
    this.out = redactor.redacting(log.stream(LogStream.OUT));
    this.err = redactor.redacting(log.stream(LogStream.ERR));
  }

  @Override
  public synchronized void write(LogStream stream, byte[] bytes, int offset, int length) {
    try {
      (stream == LogStream.OUT ? out : err).write(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Passes on what was held back because it may have been the beginning of a secret. */
  synchronized void finish() {
    try {
      out.finish();
      err.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
