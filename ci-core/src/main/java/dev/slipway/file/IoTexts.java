package dev.slipway.file;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Says in words what an input or output error was; the messages of the file system exceptions are bare paths. Thread-safe.
 *
 * @since 0.1
 */
public final class IoTexts {
  private IoTexts() {}

  /** Returns what was wrong, and with which file if that is known. */
  public static String of(Throwable e) {
    return e instanceof FileSystemException known && known.getFile() != null
        ? reason(e) + " (" + known.getFile() + ")"
        : reason(e);
  }

  /** Returns what was wrong, for a message that names the file itself. */
  public static String reason(Throwable e) {
    if (e instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    } else if (e instanceof FileAlreadyExistsException) {
      return "it is there already";
    }
    String text = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text;
  }
}
