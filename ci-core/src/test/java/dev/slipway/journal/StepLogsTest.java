package dev.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.LogStream;
import dev.slipway.run.LogLine;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepLogsTest {
  private static final int LONGEST = 64 * 1024;

  /** Where the logs are kept. */
  enum Kept {
    ON_DISK,
    IN_MEMORY
  }

  @TempDir
  Path home;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void closeTime() {
    time.close();
  }

  @ParameterizedTest
  @EnumSource
  void keepsBothStreamsInTheOrderWritten(Kept kept) throws IOException {
    StepLogs logs = logs(kept);
    try (StepLogs.Writer writer = logs.writer("s")) {
      write(writer, LogStream.OUT, "one\ntw");
      write(writer, LogStream.ERR, "warning\r\n");
      write(writer, LogStream.OUT, "o\n\nlast");
      assertThat(bytes(logs.read("s"))).asString(UTF_8).isEqualTo("one\ntwwarning\r\no\n\nlast");
    }
    assertThat(bytes(logs.read("s", LogStream.OUT))).asString(UTF_8).isEqualTo("one\ntwo\n\nlast");
    assertThat(bytes(logs.read("s", LogStream.ERR))).asString(UTF_8).isEqualTo("warning\r\n");
    assertThat(lines(logs, "s"))
        .containsExactly("OUT one", "ERR warning", "OUT two", "OUT ", "OUT last");
  }

  @ParameterizedTest
  @EnumSource
  void aStepThatNeverWroteHasAnEmptyLog(Kept kept) throws IOException {
    StepLogs logs = logs(kept);
    logs.writer("silent").close();
    for (String step : List.of("silent", "unheard of")) {
      assertThat(bytes(logs.read(step))).isEmpty();
      assertThat(bytes(logs.read(step, LogStream.ERR))).isEmpty();
      assertThat(lines(logs, step)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatAreNoTextComeBackAsTheyWere(Kept kept) throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    StepLogs logs = logs(kept);
    try (StepLogs.Writer writer = logs.writer("s")) {
      writer.write(LogStream.OUT, all, 0, 100);
      writer.write(LogStream.OUT, all, 100, 156);
      writer.write(LogStream.OUT, all, 0, 0);
    }
    assertThat(bytes(logs.read("s"))).isEqualTo(all);
    assertThat(lines(logs, "s")).hasSize(2).last().asString().contains("\uFFFD");
  }

  @Test
  void longLinesComeInPiecesThatCutNoCharacter() throws IOException {
    StepLogs logs = logs(Kept.ON_DISK);
    String exact = "a".repeat(LONGEST);
    String wide = "x" + "ü".repeat(LONGEST) + "\r";
    try (StepLogs.Writer writer = logs.writer("s")) {
      byte[] text = (exact + "\n" + exact + exact + "b\n" + wide + "\n").getBytes(UTF_8);
      for (int i = 0; i < text.length; i += 1000) {
        writer.write(LogStream.OUT, text, i, Math.min(1000, text.length - i));
      }
    }
    List<String> lines =
        lines(logs, "s").stream().map(line -> line.substring(4)).toList();
    assertThat(lines.subList(0, 4)).containsExactly(exact, exact, exact, "b");
    List<String> pieces = lines.subList(4, lines.size());
    assertThat(String.join("", pieces)).isEqualTo("x" + "ü".repeat(LONGEST));
    assertThat(pieces).allMatch(piece -> piece.getBytes(UTF_8).length <= LONGEST + 3);
  }

  @Test
  void bytesThatNeverBeginACharacterAreCutAllTheSame() throws IOException {
    StepLogs logs = logs(Kept.ON_DISK);
    byte[] odd = new byte[3 * LONGEST];
    Arrays.fill(odd, (byte) 0x80);
    try (StepLogs.Writer writer = logs.writer("s")) {
      writer.write(LogStream.OUT, odd, 0, odd.length);
    }
    assertThat(lines(logs, "s")).hasSize(3);
  }

  @Test
  void stepsNeverShareALogWhateverTheirNames() throws IOException {
    StepLogs logs = logs(Kept.ON_DISK);
    String longName = "matrix ".repeat(60);
    List<String> names = List.of(
        "a/b",
        "a b",
        "a+b",
        "a%2Fb",
        "A/B",
        "Lint",
        "lint",
        "..",
        ".",
        "../../evil",
        "*",
        "日本語",
        "🚀",
        "e\u0301",
        "é",
        longName + "Aa",
        longName + "BB",
        longName,
        "lint~0123456789abcdef0123456789abcdef",
        "con",
        "a\\b",
        "a:b");
    for (String name : names) {
      try (StepLogs.Writer writer = logs.writer(name)) {
        write(writer, LogStream.OUT, name);
      }
    }
    for (String name : names) {
      assertThat(bytes(logs.read(name))).asString(UTF_8).isEqualTo(name);
    }
    try (Stream<Path> files = Files.list(home.resolve("logs"))) {
      List<String> found = files.map(file -> file.getFileName().toString()).toList();
      assertThat(found)
          .hasSize(names.size())
          .contains("lint.log", "a+b.log")
          .allMatch(name -> name.length() < 200);
      assertThat(found.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct())
          .hasSize(names.size());
    }
  }

  @Test
  void aFrameThatIsCutOffIsIgnoredAndWritingGoesOnBehindTheLastWholeOne() throws IOException {
    StepLogs logs = logs(Kept.ON_DISK);
    byte[] torn = LogFrames.frame(LogStream.ERR, 1, "torn".getBytes(UTF_8), 0, 4);
    StringBuilder expected = new StringBuilder();
    for (int length = 0; length < torn.length; length++) {
      try (StepLogs.Writer writer = logs.writer("s")) {
        write(writer, LogStream.OUT, "whole " + length + "\n");
      }
      expected.append("whole ").append(length).append('\n');
      Files.write(
          home.resolve("logs/s.log"), Arrays.copyOf(torn, length), StandardOpenOption.APPEND);
      assertThat(bytes(logs.read("s"))).asString(UTF_8).isEqualTo(expected.toString());
    }
    assertThat(lines(logs, "s")).hasSize(torn.length);
  }

  @Test
  void aDamagedLogIsAnErrorAndNotAnEnd() throws IOException {
    StepLogs logs = logs(Kept.ON_DISK);
    Files.createDirectories(home.resolve("logs"));
    Files.write(home.resolve("logs/s.log"), new byte[100]);
    assertThatThrownBy(() -> bytes(logs.read("s")))
        .isInstanceOf(IOException.class)
        .hasMessage("the log is damaged: stream 0, length 0");
    assertThatThrownBy(() -> lines(logs, "s")).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aClosedWriterTakesNothingMore() throws IOException {
    StepLogs logs = logs(Kept.ON_DISK);
    StepLogs.Writer writer = logs.writer("s");
    write(writer, LogStream.OUT, "a");
    writer.close();
    writer.close();
    write(writer, LogStream.OUT, "b");
    assertThat(bytes(logs.read("s"))).asString(UTF_8).isEqualTo("a");
  }

  @Test
  void tellsThatALogCannotBeWritten() throws IOException {
    Files.writeString(home.resolve("logs"), "a file in the way");
    StepLogs.Writer writer = logs(Kept.ON_DISK).writer("s");
    assertThatThrownBy(() -> write(writer, LogStream.OUT, "a"))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(home.resolve("logs/s.log") + ": the log of a step cannot be used: ")
        .hasMessageEndingWith("; expected a file that this user can write to, on a disk with room;"
            + " to mend it, make room or mend the permissions");
  }

  private StepLogs logs(Kept kept) {
    return kept == Kept.ON_DISK
        ? new FileStepLogs(home.resolve("logs"), time)
        : MemoryBuildStore.withWorkspacesIn(home, time).create("b").logs();
  }

  private static void write(StepLogs.Writer writer, LogStream stream, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    writer.write(stream, bytes, 0, bytes.length);
  }

  private static byte[] bytes(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  private static List<String> lines(StepLogs logs, String step) {
    try (Stream<LogLine> lines = logs.lines(step)) {
      return lines.map(line -> line.stream() + " " + line.text()).toList();
    }
  }
}
