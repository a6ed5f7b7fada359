package dev.slipway.model;

import java.util.Objects;

/**
 * How far the download of an image is. Immutable.
 *
 * @param image the name of the image
 * @param received what has arrived, in bytes
 * @param total what is to arrive, in bytes, as far as it is known by now; 0 while nothing is known
 * @param done whether the image is there
 * @since 0.1
 */
public record PullProgress(String image, long received, long total, boolean done) {
  private static final long MEGABYTE = 1_000_000;

  /**
   * Makes the progress.
   *
   * @throws NullPointerException if the image is null
   */
  public PullProgress {
    Objects.requireNonNull(image, "image");
  }

  /** Returns it for people, such as {@code pulling maven:3.9, 30 of 100 MB}. */
  public String sentence() {
    if (done) {
      return "pulled " + image + (total > 0 ? ", " + megabytes(total) + " MB" : "");
    }
    return "pulling " + image
        + (total > 0 ? ", " + megabytes(received) + " of " + megabytes(total) + " MB" : "");
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }
}
