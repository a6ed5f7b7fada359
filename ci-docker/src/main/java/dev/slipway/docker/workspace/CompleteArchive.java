package dev.slipway.docker.workspace;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Notices that an archive was cut off. Who reads entries cannot: an archive that ends between two of them looks complete, and all
 * that would follow seems to be deleted.
 */
final class CompleteArchive extends FilterInputStream {
  /** Two records of zeros end an archive. */
  private static final long RECORD = 512;

  private long total;
  private long zeros;

  CompleteArchive(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    int last = count;
    while (last > 0 && bytes[offset + last - 1] == 0) {
      last--;
    }
    if (last > 0) {
      zeros = 0;
    }
    zeros += Math.max(0, count - last);
    total += Math.max(0, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.min(count, 64 * 1024)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads what is left and requires the end of an archive there. */
  void requireEnd() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    // zeros that fill the last record of a file end nothing
    long first = (total - zeros + RECORD - 1) / RECORD * RECORD;
    if (total - first < 2 * RECORD) {
      throw new EOFException("the archive was cut off");
    }
  }
}
