package dev.slipway.git;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.TransportException;

/** Tells by their types what lies at the bottom of failures. */
final class Causes {
  private static final int DEEPEST = 20;

  private Causes() {}

  static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  static boolean has(Throwable failure, Class<? extends Throwable> type) {
    return find(failure, type).isPresent();
  }

  /** Tells whether the thread was interrupted, even if that has been forgotten since. */
  static boolean isInterruption(Throwable failure) {
    return Thread.currentThread().isInterrupted()
        || has(failure, InterruptedException.class)
        || has(failure, ClosedByInterruptException.class)
        || has(failure, CanceledException.class)
        || has(failure, org.eclipse.jgit.errors.CancelledException.class)
        || (has(failure, InterruptedIOException.class)
            && !has(failure, SocketTimeoutException.class));
  }

  /** Tells whether objects are not there or not right that must be. */
  static boolean isDamage(Throwable failure) {
    return has(failure, MissingObjectException.class)
        || has(failure, CorruptObjectException.class)
        || has(failure, PackInvalidException.class)
        || has(failure, RepositoryNotFoundException.class)
        || has(failure, InvalidObjectIdException.class);
  }

  /** Tells whether a failure came from the other side or from the way there. */
  static boolean isRemote(Throwable failure) {
    return has(failure, TransportException.class);
  }
}
