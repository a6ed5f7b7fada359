package dev.slipway.journal;

import dev.slipway.model.LogStream;
import java.io.DataInputStream;
import java.io.EOFException;
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

  /** Returns the next frame, or null at the end. */
  static @Nullable Frame next(DataInputStream in) throws IOException {
    try {
      int stream = in.readUnsignedByte();
      long millis = in.readLong();
      int length = in.readInt();
      if ((stream != OUT && stream != ERR) || length < 0) {
        throw new IOException("the log is damaged: stream " + stream + ", length " + length);
      }
      byte[] bytes = in.readNBytes(length);
      return bytes.length < length
          ? null
          : new Frame(stream == OUT ? LogStream.OUT : LogStream.ERR, millis, bytes);
    } catch (EOFException cutOff) {
      return null;
    }
  }

  /** Bytes of one stream that were written together. */
  @SuppressWarnings("ArrayRecordComponent") // passed from hand to hand, never compared
  record Frame(LogStream stream, long millis, byte[] bytes) {}

  /** The bytes of all frames, or of those of one stream. */
  static final class Bytes extends InputStream {
    private final DataInputStream frames;
    private final @Nullable LogStream only;
    private byte[] bytes = new byte[0];
    private int position;

    Bytes(DataInputStream frames, @Nullable LogStream only) {
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
        Frame frame = next(frames);
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
