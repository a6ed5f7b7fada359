package dev.slipway.model;

/**
 * An amount of memory or of space on a disk. Immutable.
 *
 * @param bytes the amount in bytes
 * @since 0.1
 */
public record Size(long bytes) {
  private static final long KIBI = 1024;
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  /** Returns so many times 1024 bytes. */
  public static Size kibibytes(long count) {
    return new Size(Math.multiplyExact(count, KIBI));
  }

  /** Returns so many times 1024 KiB. */
  public static Size mebibytes(long count) {
    return kibibytes(Math.multiplyExact(count, KIBI));
  }

  /** Returns so many times 1024 MiB. */
  public static Size gibibytes(long count) {
    return mebibytes(Math.multiplyExact(count, KIBI));
  }

  /** Returns the size in the largest unit that needs no fraction, such as {@code 512 MiB}. */
  @Override
  public String toString() {
    long count = bytes;
    int unit = 0;
    while (count != 0 && count % KIBI == 0 && unit < UNITS.length - 1) {
      count /= KIBI;
      unit++;
    }
    return count + " " + UNITS[unit];
  }
}
