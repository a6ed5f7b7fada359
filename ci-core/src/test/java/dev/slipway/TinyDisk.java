package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A disk that runs full soon. Needs Linux and the right to mount one. */
public final class TinyDisk implements AutoCloseable {
  private final Path path;

  private TinyDisk(Path path) {
    this.path = path;
  }

  /** Mounts a disk of so many KiB at a directory, which is made; the test is skipped where it cannot be mounted. */
  public static TinyDisk mount(Path path, int kibibytes) throws Exception {
    Files.createDirectories(path);
    String answer = run(
        "mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k,mode=755", "tmpfs", path.toString());
    if (!answer.isEmpty() && "required".equals(System.getProperty("slipway.it"))) {
      throw new AssertionError("a tiny disk cannot be mounted: " + answer);
    }
    Assumptions.assumeTrue(answer.isEmpty(), () -> "a tiny disk cannot be mounted: " + answer);
    return new TinyDisk(path);
  }

  /** Returns where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws Exception {
    assertThat(run("umount", path.toString())).isEmpty();
  }

  private static String run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue() == 0 ? "" : text.strip();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
