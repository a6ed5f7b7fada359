package dev.slipway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.artifact.ArtifactException;
import dev.slipway.artifact.FileArtifactStore;
import dev.slipway.fixture.TinyDisk;
import dev.slipway.model.LogStream;
import dev.slipway.model.Produced;
import dev.slipway.run.LogLine;
import dev.slipway.run.RunEvent;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 64 KiB that runs full. Needs Linux and the right to mount one. */
class FullDiskIT {
  @TempDir
  Path home;

  private final SystemTime time = SystemTime.create();
  private Path disk;
  private TinyDisk tiny;

  @BeforeEach
  void mountTinyDisk() throws Exception {
    tiny = TinyDisk.mount(home.resolve("disk"), 64);
    disk = tiny.path();
  }

  @AfterEach
  void unmount() throws Exception {
    time.close();
    if (tiny != null) {
      tiny.close();
    }
  }

  @Test
  void aJournalStaysWholeAndGoesOnWhenThereIsRoomAgain() throws IOException {
    FileBuildStore store = FileBuildStore.in(disk.resolve("builds"), time);
    Path ballast = Files.write(disk.resolve("ballast"), new byte[16 * 1024]);
    try (BuildRecord record = store.create("b")) {
      List<RunEvent> kept = new ArrayList<>();
      JournalException full = catchThrowableOfType(JournalException.class, () -> {
        while (kept.size() < 100_000) {
          RunEvent event = event(kept.size());
          record.append(List.of(event));
          kept.add(event);
        }
      });
      Path journal = disk.resolve("builds/b/journal.jsonl");
      assertThat(full)
          .hasMessage(journal + ": the journal of the build cannot be used: No space left on"
              + " device; expected a file that this user can write to, on a disk with room; to mend it, make"
              + " room or mend the permissions, then resume the build");
      assertThat(kept).isNotEmpty();
      assertThat(store.events("b")).isEqualTo(kept);
      assertThat(Files.readString(journal)).endsWith("}\n");
      Files.delete(ballast);
      kept.add(event(-1));
      record.append(List.of(event(-1)));
      assertThat(store.events("b")).isEqualTo(kept);
    }
    store.open("b").close();
  }

  @Test
  void aLogStaysReadable() throws IOException {
    FileBuildStore store = FileBuildStore.in(disk.resolve("builds"), time);
    Path ballast = Files.write(disk.resolve("ballast"), new byte[16 * 1024]);
    byte[] line = ("x".repeat(998) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (BuildRecord record = store.create("b");
        StepLogs.Writer writer = record.logs().writer("s")) {
      assertThatThrownBy(() -> {
            for (int i = 0; i < 1000; i++) {
              writer.write(LogStream.OUT, line, 0, line.length);
            }
          })
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("the log of a step cannot be used: No space left on device");
      long before = lines(record);
      Files.delete(ballast);
      writer.write(LogStream.OUT, line, 0, line.length);
      assertThat(before).isPositive();
      assertThat(lines(record)).isEqualTo(before + 1);
    }
  }

  @Test
  void anArtifactStoreTellsItAndLeavesNothingBehind() throws IOException {
    Path workspace = Files.createDirectory(home.resolve("workspace"));
    Files.write(workspace.resolve("big"), new byte[100 * 1024]);
    Produced produced = new Produced("jar", "big");
    assertThatThrownBy(() -> FileArtifactStore.in(disk.resolve("store")).store(workspace, produced))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("artifact 'jar' (big): its files in " + workspace
            + " cannot be stored: No space left on"
            + " device; expected files that this user can read, and a store with room that this user can"
            + " write to; to mend it, make room, or mend the path or the permissions");
    FileArtifactStore store = FileArtifactStore.in(home.resolve("store"));
    assertThatThrownBy(() ->
            store.restore(store.store(workspace, produced).orElseThrow(), disk.resolve("target")))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(
            "it cannot be written to " + disk.resolve("target") + ": No space left on device;");
    try (Stream<Path> left = Files.walk(disk)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private static long lines(BuildRecord record) {
    try (Stream<LogLine> lines = record.logs().lines("s")) {
      return lines.count();
    }
  }

  private static RunEvent event(int number) {
    return new RunEvent.StepStarted(Instant.EPOCH, "step " + number);
  }
}
