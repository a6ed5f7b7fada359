package dev.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.Jvm;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.run.RunEvent;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileBuildStoreTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final RunEvent ONE = new RunEvent.StepStarted(NOON, "one");
  private static final RunEvent TWO = new RunEvent.StepStarted(NOON, "two");
  private static final RunEvent THREE = new RunEvent.StepStarted(NOON, "three");

  @TempDir
  Path home;

  private final SystemTime time = SystemTime.create();
  private FileBuildStore store;

  @BeforeEach
  void makeStore() {
    store = FileBuildStore.in(home.resolve("builds"), time);
  }

  @AfterEach
  void closeTime() {
    time.close();
  }

  @Test
  void keepsEventsInOrderAndOthersReadThemWhileTheBuildRuns() {
    assertThat(store.buildIds()).isEmpty();
    try (BuildRecord record = store.create("b1")) {
      assertThat(record.events()).isEmpty();
      record.append(List.of(ONE, TWO));
      assertThat(FileBuildStore.in(home.resolve("builds"), time).events("b1"))
          .containsExactly(ONE, TWO);
      record.append(List.of(THREE));
      record.append(List.of());
      record.sync();
      assertThat(record.events()).containsExactly(ONE, TWO, THREE);
      assertThat(record.workspace()).isEqualTo(home.resolve("builds/b1/workspace"));
    }
    store.create("b2").close();
    store.create("a3").close();
    assertThat(store.buildIds()).containsExactly("a3", "b1", "b2");
  }

  static Stream<RunEvent> events() {
    Stream<RunEvent> reasons = Samples.ofAll(Reason.class)
        .map(reason -> new RunEvent.BuildFinished(NOON, Outcome.FAILED, reason));
    RunEvent nulls = new RunEvent.StepFinished(
        NOON,
        "s",
        1,
        Outcome.SUCCEEDED,
        new Reason.Completed(),
        null,
        List.of(),
        Map.of(),
        List.of(),
        null);
    return Stream.concat(Stream.concat(Samples.ofAll(RunEvent.class), reasons), Stream.of(nulls));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventAndEveryReasonIsReadAsItWasWritten(RunEvent event) throws IOException {
    try (BuildRecord record = store.create("b")) {
      record.append(List.of(event, ONE));
    }
    assertThat(store.events("b")).containsExactly(event, ONE);
    assertThat(Files.readAllLines(journal())).hasSize(2);
  }

  @Test
  void linesOfEarlierVersionsAreRead() throws IOException {
    store.create("b").close();
    Files.writeString(journal(), """
        {"event":{"type":"BuildStarted","at":"2026-01-02T12:00:00Z","buildId":"b","pipeline":"p","source":"s","context":null}}
        {"event":{"type":"StepFinished","at":"2026-01-02T12:00:00Z","step":"a","attempt":1,"outcome":"SUCCEEDED",\
        "reason":{"type":"Completed"},"output":null,"artifacts":[]}}
        """);
    assertThat(store.events("b"))
        .containsExactly(
            new RunEvent.BuildStarted(NOON, "b", "p", "s", null, null),
            new RunEvent.StepFinished(
                NOON,
                "a",
                1,
                Outcome.SUCCEEDED,
                new Reason.Completed(),
                null,
                List.of(),
                Map.of(),
                List.of(),
                null));
  }

  @Test
  void aLineIsPlainJson() throws IOException {
    try (BuildRecord record = store.create("b")) {
      record.append(List.of(new RunEvent.StepSkipped(NOON, "x", new Reason.NeedSkipped("y"))));
    }
    assertThat(journal())
        .hasContent("{\"event\":{\"type\":\"StepSkipped\",\"at\":\"2026-01-02T12:00:00Z\","
            + "\"step\":\"x\",\"reason\":{\"type\":\"NeedSkipped\",\"step\":\"y\"}}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"event\":{\"type\":\"StepStarted\",\"at\":",
        "\u0000\u0000\u0000",
        "not json at all"
      })
  void aLastLineThatIsTornIsIgnoredAndCutOffWhenTheBuildIsOpened(String torn) throws IOException {
    try (BuildRecord record = store.create("b")) {
      record.append(List.of(ONE));
    }
    long whole = Files.size(journal());
    Files.writeString(journal(), torn, StandardOpenOption.APPEND);
    assertThat(store.events("b")).containsExactly(ONE);
    try (BuildRecord record = store.open("b")) {
      assertThat(Files.size(journal())).isEqualTo(whole);
      record.append(List.of(TWO));
    }
    assertThat(store.events("b")).containsExactly(ONE, TWO);
  }

  @Test
  void everyBeginningOfAJournalGivesTheWholeLinesInIt() throws IOException {
    try (BuildRecord record = store.create("b")) {
      record.append(List.of(ONE, TWO, THREE));
    }
    byte[] all = Files.readAllBytes(journal());
    for (int length = 0; length <= all.length; length++) {
      String beginning = new String(all, 0, length, UTF_8);
      Files.writeString(journal(), beginning);
      assertThat(store.events("b"))
          .hasSize((int) beginning.chars().filter(c -> c == '\n').count());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "{}",
        "{\"event\":null}",
        "",
        "{\"event\":{\"type\":\"Unheard\"}}",
        "{\"event\":{\"at\":\"x\"}}",
        "[]"
      })
  void aDamagedLineInTheMiddleIsToldWithItsNumber(String damaged) throws IOException {
    try (BuildRecord record = store.create("b")) {
      record.append(List.of(ONE, TWO));
    }
    List<String> lines = Files.readAllLines(journal());
    Files.writeString(journal(), lines.get(0) + "\n" + damaged + "\n" + lines.get(1) + "\n");
    assertThatThrownBy(() -> store.events("b"))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(journal() + ":2: a line that is no event: ")
        .hasMessageEndingWith(
            "; expected one event as JSON; to mend it, restore the file from a backup,"
                + " or delete the build's directory");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> store.open("b")).hasMessageStartingWith(journal() + ":2: ");
    }
  }

  @Test
  void aBuildIsHeldByOneEngineOfThisProcess() {
    try (BuildRecord record = store.create("b")) {
      assertHeld();
      record.append(List.of(ONE));
    }
    try (BuildRecord again = store.open("b")) {
      assertHeld();
    }
  }

  @Test
  void aBuildThatIsHeldHereIsHeldForOtherProcessesAlsoAfterARefusal() throws Exception {
    try (BuildRecord record = store.create("b")) {
      assertHeld();
      assertThat(child("try")).isEqualTo("held");
      record.append(List.of(ONE));
    }
    assertThat(child("try")).isEqualTo("opened");
  }

  @Test
  void aBuildIsHeldByAnotherProcessUntilItDies() throws Exception {
    store.create("b").close();
    Process other = start("keep");
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("opened");
      assertHeld();
      assertThat(store.events("b")).isEmpty();
    } finally {
      other.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
    store.open("b").close();
  }

  @Test
  void keepsTheDefinitionAndDeletesTheWorkspaceWithoutFollowingLinks() throws IOException {
    Path outside =
        Files.writeString(Files.createDirectory(home.resolve("outside")).resolve("f"), "x");
    try (BuildRecord record = store.create("b")) {
      assertThat(record.definition()).isEmpty();
      record.deleteWorkspace();
      record.definition("{1}");
      record.definition("{2}");
      Files.createDirectories(record.workspace().resolve("a/b"));
      Files.writeString(record.workspace().resolve("a/b/c"), "x");
      Files.createSymbolicLink(record.workspace().resolve("link"), outside.getParent());
      record.deleteWorkspace();
      assertThat(record.workspace()).doesNotExist();
    }
    assertThat(store.open("b").definition()).contains("{2}");
    assertThat(outside).exists();
  }

  @Test
  void tellsWhatCannotBeMadeOrFound() throws IOException {
    assertThatThrownBy(() -> store.events("nine"))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            home.resolve("builds") + ": there is no build 'nine'; expected the id of a build that"
                + " was started with this home directory; to mend it, look the id up with builds()");
    store.create("b").close();
    assertThatThrownBy(() -> store.create("b"))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(
            home.resolve("builds/b") + ": a directory cannot be made there: it is there already");
    Path file = Files.writeString(home.resolve("file"), "");
    assertThatThrownBy(() -> FileBuildStore.in(file, time).create("b"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("expected a directory that this user can write to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "..", ".hidden", "a/b", "a\\b"})
  void refusesIdsThatAreNoPlainNames(String id) {
    assertThatThrownBy(() -> store.open(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a build id is one name, not '" + id + "'");
  }

  @Test
  void anInterruptDoesNotHarmTheJournal() {
    try (BuildRecord record = store.create("b")) {
      Thread.currentThread().interrupt();
      record.append(List.of(ONE));
      assertThat(Thread.interrupted()).isTrue();
      record.append(List.of(TWO));
    }
    assertThat(store.events("b")).containsExactly(ONE, TWO);
  }

  private void assertHeld() {
    assertThatThrownBy(() -> store.open("b"))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "build b: it is held by another engine that is alive; expected a build that nobody"
                + " works on; to mend it, wait until it has ended, or end the process that holds it");
  }

  private Path journal() {
    return home.resolve("builds/b/journal.jsonl");
  }

  private String child(String how) throws Exception {
    Process process = start(how);
    String answer = process.inputReader().readLine();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Objects.requireNonNull(answer);
  }

  private Process start(String how) throws IOException {
    return new ProcessBuilder(Jvm.command(Child.class, home.resolve("builds"), how))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The other process. */
  static final class Child {
    public static void main(String[] args) throws IOException {
      Time time = SystemTime.create();
      try (BuildRecord record = FileBuildStore.in(Path.of(args[0]), time).open("b")) {
        System.out.println("opened");
        if (args[1].equals("keep")) {
          System.in.read();
        }
      } catch (JournalException e) {
        System.out.println("held");
      }
    }
  }
}
