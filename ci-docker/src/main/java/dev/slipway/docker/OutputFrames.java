package dev.slipway.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import org.jspecify.annotations.Nullable;

/** Passes output on to a sink, on the thread that reads the connection, so that a slow sink holds the command back. */
final class OutputFrames extends Answer<Frame> {
  private final OutputSink sink;
  private volatile @Nullable RuntimeException failure;

  OutputFrames(OutputSink sink) {
    this.sink = sink;
  }

  @Override
  public void onNext(Frame frame) {
    byte[] bytes = frame.getPayload();
    if (failure == null && bytes != null && bytes.length > 0) {
      LogStream stream = frame.getStreamType() == StreamType.STDERR ? LogStream.ERR : LogStream.OUT;
      try {
        sink.write(stream, bytes, 0, bytes.length);
      } catch (RuntimeException e) {
        // the command must not be held up by a sink that fails
        failure = e;
      }
    }
  }

  void throwFailureOfSink() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }
}
