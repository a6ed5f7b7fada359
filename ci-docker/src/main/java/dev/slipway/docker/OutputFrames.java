package dev.slipway.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;

/** Passes output on to a sink, on the thread that reads the connection, so that a slow sink holds the command back. */
final class OutputFrames extends Answer<Frame> {
  private final OutputSink sink;
  private volatile long count;

  /**
   * @param sink does not throw
   */
  OutputFrames(OutputSink sink) {
    this.sink = sink;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads the connection
  public void onNext(Frame frame) {
    byte[] bytes = frame.getPayload();
    count++;
    if (bytes != null && bytes.length > 0) {
      LogStream stream = frame.getStreamType() == StreamType.STDERR ? LogStream.ERR : LogStream.OUT;
      sink.write(stream, bytes, 0, bytes.length);
    }
  }

  /** Returns how many pieces have come. */
  long count() {
    return count;
  }

  /** Throws what broke the connection, if something did. */
  void throwIfBroken() {
    throwFirstError();
  }
}
