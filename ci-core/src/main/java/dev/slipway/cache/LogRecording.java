package dev.slipway.cache;

import dev.slipway.model.LogStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Records what commands write, up to two megabytes, to be replayed in later builds. It is off until it is started. Thread-safe.
 *
 * @since 0.1
 */
public final class LogRecording {
  private static final int MOST = 2_000_000;

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream(); // guarded by this
  private boolean on; // guarded by this
  private boolean cut; // guarded by this

  /** Begins to record. */
  public synchronized void start() {
    on = true;
  }

  /** Ends recording. */
  public synchronized void stop() {
    on = false;
  }

  /** Takes what was written, with secrets redacted. */
  public synchronized void write(LogStream stream, byte[] bytes, int offset, int length) {
    int taken = Math.min(length, MOST - frames.size());
    cut |= on && taken < length;
    if (!on || taken <= 0) {
      return;
    }
    try {
      DataOutputStream out = new DataOutputStream(frames);
      out.writeBoolean(stream == LogStream.ERR);
      out.writeInt(taken);
      out.write(bytes, offset, taken);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
  }

  synchronized byte[] frames() {
    return frames.toByteArray();
  }

  /** Returns whether more was written than is recorded. */
  public synchronized boolean isCut() {
    return cut;
  }
}
