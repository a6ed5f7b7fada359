package dev.slipway.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes from one thread to another. Unlike the pipes of the JDK it does not mind which threads these are. Holds what a terminal shows. */
final class ByteQueue {
  private static final int MOST_PIECES = 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(); // guarded by lock
  private int read; // of the first piece, guarded by lock
  private boolean ended; // guarded by lock

  void put(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      while (pieces.size() >= MOST_PIECES && !ended) {
        changed.awaitUninterruptibly();
      }
      if (length > 0 && !ended) {
        pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the bytes after those that are there. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private int take(byte[] target, int offset, int length) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pieces.isEmpty()) {
        if (ended) {
          return -1;
        }
        changed.await();
      }
      byte[] first = pieces.element();
      int count = Math.min(length, first.length - read);
      System.arraycopy(first, read, target, offset, count);
      read += count;
      if (read == first.length) {
        pieces.remove();
        read = 0;
        changed.signalAll();
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  OutputStream writer() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        put(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        put(bytes, offset, length);
      }

      @Override
      public void close() {
        end();
      }
    };
  }

  InputStream reader() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        try {
          return take(bytes, offset, length);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
      }
    };
  }
}
