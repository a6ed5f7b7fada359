package dev.slipway.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread of one process at a time change a mirror. A process that dies lets go. */
final class MirrorLock {
  /** A lock on a file holds between processes only, so the threads of this one need another. One entry per repository. */
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private MirrorLock() {}

  static <T> T holding(Path file, Isolation.Work<T> work) throws IOException, InterruptedException {
    ReentrantLock threads = THREADS.computeIfAbsent(file, key -> new ReentrantLock());
    threads.lockInterruptibly();
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("the lock " + file + " was lost at once");
      }
      return work.run();
    } finally {
      threads.unlock();
    }
  }
}
