package dev.slipway.engine;

import dev.slipway.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The log of a step that may still be written: its end is the end of the step, not of what is there. */
final class FollowedLog extends InputStream {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final InputStream written;
  private final BooleanSupplier ended;
  private final Time time;

  /**
   * @param written what is there; after its end it can be read again
   * @param ended whether no more will come
   */
  FollowedLog(InputStream written, BooleanSupplier ended, Time time) {
    this.written = written;
    this.ended = ended;
    this.time = time;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (true) {
      boolean last =
          ended.getAsBoolean(); // asked before the read, so that nothing written in between is
      // missed
      int count = written.read(target, offset, length);
      if (count >= 0 || last) {
        return count;
      }
      try {
        time.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for more of the log");
      }
    }
  }

  @Override
  public void close() throws IOException {
    written.close();
  }
}
