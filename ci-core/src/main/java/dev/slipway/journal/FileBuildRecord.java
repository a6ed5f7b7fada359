package dev.slipway.journal;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.FileTrees;
import dev.slipway.file.IoTexts;
import dev.slipway.run.RunEvent;
import dev.slipway.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A build kept in a directory; a {@link PlaceLock} keeps others out. */
final class FileBuildRecord implements BuildRecord {
  private static final Logger log = LoggerFactory.getLogger(FileBuildRecord.class);

  private final Path place;
  private final PlaceLock lock;
  private final FileJournal journal;
  private final StepLogs logs;

  private FileBuildRecord(Path place, PlaceLock lock, FileJournal journal, Time time) {
    this.place = place;
    this.lock = lock;
    this.journal = journal;
    this.logs = new FileStepLogs(place.resolve("logs"), time);
  }

  static FileBuildRecord hold(Path place, Time time) {
    PlaceLock lock = PlaceLock.hold(place);
    try {
      return new FileBuildRecord(
          place, lock, FileJournal.open(place.resolve(FileJournal.NAME)), time);
    } catch (JournalException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public Path workspace() {
    return place.resolve("workspace");
  }

  @Override
  public Optional<String> definition() {
    try {
      return Optional.of(Files.readString(place.resolve("definition.json")));
    } catch (NoSuchFileException notStored) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("the definition cannot be read: " + IoTexts.reason(e), e);
    }
  }

  @Override
  public void definition(String text) {
    Path half = place.resolve("definition.json.new");
    try {
      Files.writeString(half, text);
      Files.move(half, place.resolve("definition.json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("the definition cannot be stored: " + IoTexts.reason(e), e);
    }
  }

  @Override
  public List<RunEvent> events() {
    return FileJournal.read(place.resolve(FileJournal.NAME)).events();
  }

  @Override
  public void append(List<RunEvent> events) {
    journal.append(events);
  }

  @Override
  public void sync() {
    journal.sync();
  }

  @Override
  public StepLogs logs() {
    return logs;
  }

  @Override
  public void deleteWorkspace() {
    try {
      FileTrees.delete(workspace());
    } catch (IOException e) {
      log.warn("The workspace {} could not be deleted: {}", workspace(), IoTexts.reason(e));
    }
  }

  @Override
  public void close() {
    try {
      journal.close();
    } finally {
      lock.close();
    }
  }

  private JournalException failed(String found, IOException e) {
    return failedAt(place, found, e);
  }

  private static JournalException failedAt(Path place, String found, IOException e) {
    return new JournalException(
        new Problem(
            place.toString(),
            found,
            "files that this user can write to, on a disk with room",
            "make room or mend the permissions"),
        e);
  }
}
