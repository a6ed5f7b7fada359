package dev.slipway.journal;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import dev.slipway.run.RunEvent;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Keeps builds in a directory, one directory for each: {@code journal.jsonl}, {@code definition.json}, {@code logs},
 * {@code workspace}. Several processes may share the directory; a build is held by one of them at a time. Thread-safe.
 *
 * @since 0.1
 */
public final class FileBuildStore implements BuildStore {
  private final Path directory;
  private final Time time;

  private FileBuildStore(Path directory, Time time) {
    this.directory = directory;
    this.time = time;
  }

  /** Returns a store in a directory, which is made when the first build is. */
  public static FileBuildStore in(Path directory, Time time) {
    return new FileBuildStore(
        Objects.requireNonNull(directory, "directory"), Objects.requireNonNull(time, "time"));
  }

  @Override
  public BuildRecord create(String buildId) {
    Path place = place(buildId);
    try {
      Files.createDirectories(directory);
      Files.createDirectory(place);
      onlyForItsOwner(place);
    } catch (IOException e) {
      throw new JournalException(
          new Problem(
              place.toString(),
              "a directory cannot be made there: " + IoTexts.reason(e),
              "a directory that this user can write to",
              "make room or mend the permissions, or choose another home directory"),
          e);
    }
    return FileBuildRecord.hold(place, time);
  }

  @Override
  public BuildRecord open(String buildId) {
    return FileBuildRecord.hold(existing(buildId), time);
  }

  @Override
  public List<String> buildIds() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> places = Files.list(directory)) {
      return places
          .filter(place -> Files.exists(place.resolve(FileJournal.NAME)))
          .map(place -> place.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new JournalException(
          new Problem(
              directory.toString(),
              "it cannot be listed: " + IoTexts.reason(e),
              "a readable directory",
              "mend its permissions"),
          e);
    }
  }

  @Override
  public List<RunEvent> events(String buildId) {
    return FileJournal.read(existing(buildId).resolve(FileJournal.NAME)).events();
  }

  @Override
  public StepLogs logs(String buildId) {
    return new FileStepLogs(existing(buildId).resolve("logs"), time);
  }

  /** Logs and workspaces are nobody else's business. */
  private static void onlyForItsOwner(Path place) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(place, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
  }

  private Path existing(String buildId) {
    Path place = place(buildId);
    if (!Files.exists(place.resolve(FileJournal.NAME))) {
      throw new JournalException(
          new Problem(
              directory.toString(),
              "there is no build '" + buildId + "'",
              "the id of a build that was started with this home directory",
              "look the id up with builds()"),
          null);
    }
    return place;
  }

  private Path place(String buildId) {
    if (buildId.isBlank()
        || buildId.contains("/")
        || buildId.contains("\\")
        || buildId.startsWith(".")) {
      throw new IllegalArgumentException("a build id is one name, not '" + buildId + "'");
    }
    return directory.resolve(buildId);
  }
}
