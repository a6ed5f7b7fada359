package dev.slipway.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds processes with nothing but the JDK: a command and what descends from it as long as its parents live. A file for each
 * session holds process ids and start times, so that another Java virtual machine finds them again.
 */
final class PortableProcesses implements ProcessTable {
  private final Path records;

  PortableProcesses(Path records) {
    this.records = records;
  }

  @Override
  public List<String> launcher() {
    return List.of();
  }

  @Override
  public void started(Marker marker, Process process) {
    Path file = records.resolve(marker.word());
    String line = process.pid() + " " + startOf(process.toHandle()) + "\n";
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the start of a process could not be noted", e);
    }
  }

  @Override
  public List<Found> ofSession(Marker marker, Collection<Process> commands) {
    return families(commands.stream().filter(Process::isAlive).map(Process::toHandle));
  }

  @Override
  public void ended(Marker marker) {
    delete(records.resolve(marker.word()));
  }

  @Override
  public List<Found> ofBuild(String buildId) {
    return families(files(buildId).stream()
        .flatMap(file -> lines(file).stream())
        .flatMap(line -> alive(line).stream()));
  }

  @Override
  public void reaped(String buildId) {
    files(buildId).forEach(PortableProcesses::delete);
    delete(directory(buildId));
  }

  private Path directory(String buildId) {
    return records.resolve(URLEncoder.encode(buildId, StandardCharsets.UTF_8));
  }

  private List<Path> files(String buildId) {
    Path directory = directory(buildId);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException("the records of processes cannot be read", e);
    }
    return files;
  }

  private static List<Found> families(Stream<ProcessHandle> heads) {
    Map<Long, Found> found = new LinkedHashMap<>();
    heads
        .flatMap(head -> Stream.concat(Stream.of(head), head.descendants()))
        .filter(ProcessHandle::isAlive)
        .forEach(handle -> found.put(handle.pid(), new Found(handle, 0, nameOf(handle))));
    return List.copyOf(found.values());
  }

  private static String nameOf(ProcessHandle handle) {
    return handle
        .info()
        .command()
        .map(path -> String.valueOf(Path.of(path).getFileName()))
        .orElse("?");
  }

  private static long startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Reads a line; the last one may be cut short, and the number may since belong to a stranger. */
  private static Optional<ProcessHandle> alive(String line) {
    if (!line.matches("\\d{1,18} \\d{1,18}")) {
      return Optional.empty();
    }
    String[] words = line.split(" ", -1);
    long start = Long.parseLong(words[1]);
    return ProcessHandle.of(Long.parseLong(words[0])).filter(handle -> startOf(handle) == start);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the records of processes cannot be read", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the records of processes cannot be removed", e);
    }
  }
}
