package dev.slipway.docker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is put into a container.
 *
 * @param path where, from the root of the container
 * @param size how many bytes
 * @param mode the permissions, such as {@code 0644}
 * @param content opens what is in it
 * @since 0.1
 */
public record HostedFile(String path, long size, int mode, Content content) {
  private static final int READ = 0644;
  private static final int EXECUTE = 0755;

  /** Opens the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Opens it anew.
     *
     * @throws IOException if it cannot be read
     */
    InputStream open() throws IOException;
  }

  /**
   * Makes a file.
   *
   * @throws IllegalArgumentException if the path does not begin with a slash, or leads up
   */
  public HostedFile {
    if (!path.startsWith("/") || Path.of(path).normalize().compareTo(Path.of(path)) != 0) {
      throw new IllegalArgumentException(
          "the path '" + path
              + "' of a file in a container; expected one such as /app/app.jar; to mend it, correct the path");
    }
  }

  /** Makes a file of bytes. */
  public static HostedFile of(String path, byte[] bytes, boolean executable) {
    byte[] copy = bytes.clone();
    return new HostedFile(
        path, copy.length, executable ? EXECUTE : READ, () -> new ByteArrayInputStream(copy));
  }

  /**
   * Makes a file of one of this machine.
   *
   * @throws IOException if it is not there
   */
  public static HostedFile of(String path, Path file, boolean executable) throws IOException {
    return new HostedFile(
        path, Files.size(file), executable ? EXECUTE : READ, () -> Files.newInputStream(file));
  }
}
