package dev.slipway.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the engine that comes piece by piece. What breaks it is thrown to whoever awaits it, and not written to the
 * log as the class of the library does.
 */
abstract class Answer<T> extends ResultCallback.Adapter<T> {
  private volatile @Nullable Throwable broken;
  private volatile boolean closed;

  @Override
  public void onError(Throwable cause) {
    if (closed) {
      // to close an answer breaks its connection
      return;
    }
    if (broken == null) {
      broken = cause;
    }
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    super.close();
  }

  @Override
  protected void throwFirstError() {
    Throwable cause = broken;
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause != null) {
      throw new DockerClientException(Reason.of(cause), cause);
    }
  }
}
