package dev.slipway.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the engine that comes piece by piece. What breaks it is thrown to whoever awaits it, and not written to the
 * log as the class of the library does.
 */
abstract class Answer<T> extends ResultCallback.Adapter<T> {
  private volatile @Nullable Throwable broken;
  private volatile boolean closed;
  private final CountDownLatch over = new CountDownLatch(1);

  /** Waits for the end of the answer, for some time; unlike the library's own wait it leaves the answer open. */
  final boolean isOverWithin(Duration time) throws InterruptedException {
    return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

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
    over.countDown();
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
