package dev.slipway.journal;

import dev.slipway.model.LogStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The form of a stored log: frames of one byte for the stream, eight for the time in milliseconds since 1970, four for the
 * length, and the bytes. A frame that is cut off at the end is left out on reading.
 */
final class LogFrames {
  static final int HEADER = 13;
  private static final int OUT = 1;
  private static final int ERR = 2;

  private LogFrames() {}

  static byte[] frame(LogStream stream, long millis, byte[] bytes, int offset, int length) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
    frame
        .put((byte) (stream == LogStream.OUT ? OUT : ERR))
        .putLong(millis)
        .putInt(length)
        .put(bytes, offset, length);
    return frame.array();
  }

  /** Returns how many bytes of a log are whole frames. */
  static long wholeLength(RandomAccessFile log) throws IOException {
    long size = log.length();
    long whole = 0;
    while (whole + HEADER <= size) {
      log.seek(whole + HEADER - Integer.BYTES);
      long end = whole + HEADER + log.readInt();
      if (end < whole + HEADER || end > size) {
        return whole;
      }
      whole = end;
    }
    return whole;
  }

  /** Bytes of one stream that were written together. */
  @SuppressWarnings("ArrayRecordComponent") // passed from hand to hand, never compared
  record Frame(LogStream stream, long millis, byte[] bytes) {}

  /** Where the bytes of a log come from; a source that has ended may have more later. */
  interface Source extends Closeable {
    /** Reads some bytes, as {@link InputStream#read(byte[], int, int)} does. */
    int read(byte[] target, int offset, int length) throws IOException;
  }

  /** Reads frames one by one. At the end it may be asked again later, when more may have been written. */
  static final class Reader implements Closeable {
    private final Source source;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    Reader(Source source) {
      this.source = source;
    }

    /** Returns the next frame, or null if there is no whole one yet. */
    @Nullable
    Frame next() throws IOException {
      if (!has(HEADER)) {
        return null;
      }
      ByteBuffer header = ByteBuffer.wrap(buffer, start, HEADER);
      int stream = header.get();
      long millis = header.getLong();
      int length = header.getInt();
      if ((stream != OUT && stream != ERR) || length < 0) {
        throw new IOException("the log is damaged: stream " + stream + ", length " + length);
      }
      if (!has(HEADER + length)) {
        return null;
      }
      byte[] bytes = Arrays.copyOfRange(buffer, start + HEADER, start + HEADER + length);
      start += HEADER + length;
      return new Frame(stream == OUT ? LogStream.OUT : LogStream.ERR, millis, bytes);
    }

    private boolean has(int length) throws IOException {
      if (start + length > buffer.length) {
        byte[] roomier = length > buffer.length ? new byte[length] : buffer;
        System.arraycopy(buffer, start, roomier, 0, end - start);
        buffer = roomier;
        end -= start;
        start = 0;
      }
      while (end - start < length) {
        int count = source.read(buffer, end, buffer.length - end);
        if (count <= 0) {
          return false;
        }
        end += count;
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }

  /** The bytes of all frames, or of those of one stream; what is written after the end was met is read by the next call. */
  static final class Bytes extends InputStream {
    private final Reader frames;
    private final @Nullable LogStream only;
    private byte[] bytes = new byte[0];
    private int position;

    Bytes(Reader frames, @Nullable LogStream only) {
      this.frames = frames;
      this.only = only;
    }

    @Override
    public int read() throws IOException {
      return fill() ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, bytes.length - position);
      System.arraycopy(bytes, position, target, offset, count);
      position += count;
      return count;
    }

    @Override
    public void close() throws IOException {
      frames.close();
      bytes = Arrays.copyOf(bytes, 0);
      position = 0;
    }

    private boolean fill() throws IOException {
      while (position == bytes.length) {
        Frame frame = frames.next();
        if (frame == null) {
          return false;
        }
        if (only == null || only == frame.stream()) {
          bytes = frame.bytes();
          position = 0;
        }
      }
      return true;
    }
  }
}
