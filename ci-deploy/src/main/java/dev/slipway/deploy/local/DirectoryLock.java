package dev.slipway.deploy.local;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a directory for one target of one process; the system gives it free when the process ends. */
final class DirectoryLock implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(DirectoryLock.class);

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock of(Layout layout) {
    try {
      Files.createDirectories(layout.root());
      DirectoryLock lock = new DirectoryLock(
          FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      if (lock.taken()) {
        return lock;
      }
      lock.close();
    } catch (IOException e) {
      throw new TargetException(
          new Problem(
              "target " + layout.root(),
              "the directory cannot be used: " + e,
              "a directory that can be read and written",
              "mend the cause, or take another directory"),
          e);
    }
    throw new TargetException(new Problem(
        "target " + layout.root(),
        "another open target in the same directory",
        "one at a time",
        "close the other, or take another directory"));
  }

  private boolean taken() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      logger.debug("A lock file was not closed", e);
    }
  }
}
