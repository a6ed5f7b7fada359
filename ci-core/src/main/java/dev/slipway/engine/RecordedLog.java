package dev.slipway.engine;

import dev.slipway.cache.LogRecording;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.LogStream;

/** Writes a log and records what is written. */
record RecordedLog(StepLogs.Writer log, LogRecording recording) implements StepLogs.Writer {
  @Override
  public void write(LogStream stream, byte[] bytes, int offset, int length) {
    log.write(stream, bytes, offset, length);
    recording.write(stream, bytes, offset, length);
  }

  @Override
  public void close() {
    log.close();
  }
}
