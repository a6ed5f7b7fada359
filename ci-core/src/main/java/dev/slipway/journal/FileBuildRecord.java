package dev.slipway.journal;

import dev.slipway.diagnostic.Problem;
import dev.slipway.run.RunEvent;
import dev.slipway.time.Time;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A build kept in a directory; a lock on a file in it, which the system drops with the process, keeps others out. */
final class FileBuildRecord implements BuildRecord {
  private static final Logger log = LoggerFactory.getLogger(FileBuildRecord.class);

  private final Path place;
  private final FileChannel lockFile;
  private final FileJournal journal;
  private final StepLogs logs;

  private FileBuildRecord(Path place, FileChannel lockFile, FileJournal journal, Time time) {
    this.place = place;
    this.lockFile = lockFile;
    this.journal = journal;
    this.logs = new FileStepLogs(place.resolve("logs"), time);
  }

  static FileBuildRecord hold(Path place, Time time) {
    FileChannel lockFile = lock(place);
    try {
      return new FileBuildRecord(
          place, lockFile, FileJournal.open(place.resolve(FileJournal.NAME)), time);
    } catch (JournalException e) {
      quietly(lockFile, e);
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
      throw failed("the definition cannot be read: " + IoTexts.of(e), e);
    }
  }

  @Override
  public void definition(String text) {
    Path half = place.resolve("definition.json.new");
    try {
      Files.writeString(half, text);
      Files.move(half, place.resolve("definition.json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("the definition cannot be stored: " + IoTexts.of(e), e);
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
      Files.walkFileTree(workspace(), new Deletion());
    } catch (NoSuchFileException nothingThere) {
      log.debug("Build {} has no workspace to delete", place.getFileName());
    } catch (IOException e) {
      log.warn("The workspace {} could not be deleted: {}", workspace(), IoTexts.of(e));
    }
  }

  @Override
  public void close() {
    journal.close();
    quietly(lockFile, null);
  }

  private static FileChannel lock(Path place) {
    FileChannel file = null;
    try {
      file = FileChannel.open(
          place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock != null) {
        return file;
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      log.debug("Build {} is held by this process", place.getFileName());
    } catch (IOException e) {
      throw failedAt(place, "it cannot be locked: " + IoTexts.of(e), e);
    }
    quietly(file, null);
    throw new JournalException(
        new Problem(
            "build " + place.getFileName(),
            "it is held by another engine that is alive",
            "a build that nobody works on",
            "wait until it has ended, or end the process that holds it"),
        null);
  }

  private static void quietly(@Nullable FileChannel file, @Nullable Throwable first) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      if (first != null) {
        first.addSuppressed(e);
      }
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

  /** Deletes a tree without following links. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
