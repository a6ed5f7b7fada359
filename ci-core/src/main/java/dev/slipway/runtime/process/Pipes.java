package dev.slipway.runtime.process;

import dev.slipway.host.StartTicks;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Named pipes for the output of commands, made a few at a time.
 *
 * <p>The pipes of {@link Process} will not do: when a process ends, the JDK takes what is left in them and closes them, at the
 * same time as somebody reads; what it took is out of reach while a child in the background keeps the reader waiting, and that
 * child dies of its next line of output.
 */
final class Pipes implements AutoCloseable {
  private static final int BATCH = 32;
  private static final String PREFIX = "pipes-";
  private static final String TICKS = "t";

  private final Path parent;
  private final Queue<Path> unused = new ConcurrentLinkedQueue<>();
  private final AtomicLong count = new AtomicLong();
  private @Nullable Path directory; // guarded by this

  Pipes(Path parent) {
    this.parent = parent;
  }

  /** Returns the path of a pipe that nobody has opened yet. Whoever takes it deletes it. */
  Path take() throws IOException, InterruptedException {
    for (; ; ) {
      Path pipe = unused.poll();
      if (pipe != null) {
        return pipe;
      }
      unused.addAll(make());
    }
  }

  @Override
  public synchronized void close() {
    if (directory != null) {
      deleteAll(directory);
    }
  }

  private List<Path> make() throws IOException, InterruptedException {
    Path place = place();
    List<Path> made = new ArrayList<>();
    List<String> words = new ArrayList<>(List.of("mkfifo", "-m", "600"));
    for (int i = 0; i < BATCH; i++) {
      Path pipe = place.resolve(Long.toString(count.incrementAndGet()));
      made.add(pipe);
      words.add(pipe.toString());
    }
    int code = new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start()
        .waitFor();
    if (code != 0) {
      throw new IOException("mkfifo could not make pipes in " + place + ", exit code " + code);
    }
    return made;
  }

  private synchronized Path place() throws IOException {
    if (directory == null) {
      Files.createDirectories(parent);
      deleteThoseOfTheDead();
      directory =
          Files.createTempDirectory(parent, PREFIX + identity(ProcessHandle.current()) + "-");
    }
    return directory;
  }

  private void deleteThoseOfTheDead() throws IOException {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path candidate : directories) {
        String[] words = candidate.getFileName().toString().split("-", -1);
        if (isGone(Long.parseLong(words[1]), words[2])) {
          deleteAll(candidate);
        }
      }
    }
  }

  /** Earlier snapshots wrote an instant where now there are ticks; the clock may have been set since. */
  private static boolean isGone(long pid, String start) {
    if (!StartTicks.areKept()) {
      return ProcessHandle.of(pid)
          .filter(process -> identity(process).equals(pid + "-" + start))
          .isEmpty();
    }
    long ticks = start.startsWith(TICKS)
        ? Long.parseLong(start.substring(TICKS.length()))
        : StartTicks.UNKNOWN;
    return StartTicks.showEndOf(pid, ticks);
  }

  private static String identity(ProcessHandle process) {
    long ticks = StartTicks.of(process);
    String start = ticks == StartTicks.UNKNOWN
        ? Long.toString(process.info().startInstant().map(Instant::toEpochMilli).orElse(0L))
        : TICKS + ticks;
    return process.pid() + "-" + start;
  }

  private static void deleteAll(Path directory) {
    File[] pipes = directory.toFile().listFiles();
    for (File pipe : pipes == null ? new File[0] : pipes) {
      pipe.delete();
    }
    directory.toFile().delete();
  }
}
