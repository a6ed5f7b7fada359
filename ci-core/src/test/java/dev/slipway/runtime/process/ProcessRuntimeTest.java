package dev.slipway.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.diagnostic.Problem;
import dev.slipway.fixture.Jvm;
import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.runtime.CommandNotFoundException;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Interrupts;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessRuntimeTest {
  private static final OutputSink NOWHERE = (stream, bytes, offset, length) -> {};

  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private ProcessRuntime runtime;
  private Path workspace;

  @BeforeEach
  void openRuntime() throws Exception {
    workspace = Files.createDirectory(directory.resolve("workspace"));
    runtime = ProcessRuntime.create(time, directory.resolve("state"));
  }

  @AfterEach
  void leavesNothing() throws Exception {
    assertThat(runtime.reap("b1")).as("processes of the build").isEmpty();
    runtime.close();
    time.close();
    try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
      assertThat(files.filter(file -> !Files.isDirectory(file))).as("pipes").isEmpty();
    }
    awaitNoPump();
  }

  @Test
  void imagesAndServicesAreReportedAsProblems() {
    assertThat(runtime.check(List.of(), false)).isEmpty();
    assertThat(runtime.check(List.of(Image.of("maven:3")), true))
        .extracting(Problem::toString)
        .containsExactly(
            "image 'maven:3': the process runtime has no containers, and a step with an image is never run on the host;"
                + " expected a container runtime for steps with an image;"
                + " to mend it, start a container engine, or take the image off the step",
            "process runtime: a step on this machine has services;"
                + " expected services only beside steps that run in containers;"
                + " to mend it, name an image for the step");
  }

  @Test
  void aStateDirectoryThatCannotBeWrittenIsAProblem() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (ProcessRuntime other = ProcessRuntime.create(time, file)) {
      assertThat(other.check(List.of(), false))
          .singleElement()
          .satisfies(problem -> assertThat(problem.found())
              .startsWith("the state directory " + file + " cannot be written: "));
      try (StepSession session = other.open(spec(Map.of()))) {
        assertThatThrownBy(() -> session.run(Command.of("true"), NOWHERE))
            .isInstanceOf(RuntimeUnavailableException.class)
            .hasMessageContaining("no pipe could be made");
      }
    }
    runtime.check(List.of(), false);
  }

  @Test
  void anImageStepIsNeverRunOnTheHost() {
    runtime.check(List.of(), false);
    Execution execution = Execution.in(Image.of("a"));
    SessionSpec spec = new SessionSpec(
        "b1", "unit", 1, workspace, execution, List.of(), Map.of(), Duration.ofSeconds(5));
    assertThatThrownBy(() -> runtime.open(spec))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith("step 'unit': the process runtime has no containers");
  }

  @Test
  void aServiceIsRefused() throws Exception {
    try (StepSession session = runtime.open(spec(Map.of()))) {
      assertThatThrownBy(() -> session.startServices(NOWHERE))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageStartingWith("step 'unit': a step on this machine has services");
      session.run(Command.of("true"), NOWHERE);
    }
  }

  @Test
  void aProgramThatIsNotThereIsNamedWithThePath() throws Exception {
    try (StepSession session = runtime.open(spec(Map.of("PATH", "/nowhere:/bin")))) {
      assertThatThrownBy(() -> session.run(Command.of("mvnx", "verify"), NOWHERE))
          .isInstanceOf(CommandNotFoundException.class)
          .hasMessage("step 'unit': the program 'mvnx' is not there;"
              + " expected a program on the PATH /nowhere:/bin; to mend it, install it,"
              + " correct its name, or run the step in an image that has it");
    }
  }

  @Test
  void anArgumentThatIsTooLongIsRefused() throws Exception {
    try (StepSession session = runtime.open(spec(Map.of()))) {
      assertThatThrownBy(() -> session.run(Command.of("echo", "x".repeat(200_000)), NOWHERE))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageStartingWith(
              "step 'unit': an argument or a variable of 'echo' is longer than 128 KiB");
    }
  }

  @Test
  void argumentsThatAreTooManyAreToldWithTheReasonOfTheSystem() throws Exception {
    String[] words = Stream.generate(() -> "x".repeat(100_000)).limit(100).toArray(String[]::new);
    words[0] = "echo";
    try (StepSession session = runtime.open(spec(Map.of()))) {
      assertThatThrownBy(() -> session.run(Command.of(words), NOWHERE))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageStartingWith("step 'unit': the operating system would not start 'echo'")
          .hasRootCauseInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void aVariableThatCannotBeSetIsNotShown() throws Exception {
    try (StepSession session = runtime.open(spec(Map.of("TOKEN", "hush\0hush")))) {
      assertThatThrownBy(() -> session.run(Command.of("true"), NOWHERE))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasNoCause()
          .message()
          .doesNotContain("hush");
    }
  }

  @Test
  void aDirectoryOutsideTheWorkspaceIsRefused() throws Exception {
    Execution execution = Execution.plain().withDirectory("../..");
    SessionSpec spec = new SessionSpec(
        "b1", "unit", 1, workspace, execution, List.of(), Map.of(), Duration.ofSeconds(5));
    try (StepSession session = runtime.open(spec)) {
      assertThatThrownBy(() -> session.run(Command.of("true"), NOWHERE))
          .hasMessageStartingWith("step 'unit': the working directory '../..' is outside");
    }
  }

  @Test
  void aSessionThatIsClosedRunsNothing() throws Exception {
    StepSession session = runtime.open(spec(Map.of()));
    session.run(Command.of("true"), NOWHERE);
    session.close();
    assertThatThrownBy(() -> session.run(Command.of("true"), NOWHERE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the session of step 'unit' is closed");
  }

  @Test
  void aChildInTheBackgroundWritesToTheLogOfItsOwnCommandAfterThatIsOver() throws Exception {
    Map<String, StringBuffer> logs =
        Map.of("first", new StringBuffer(), "second", new StringBuffer());
    try (StepSession session = runtime.open(spec(Map.of()))) {
      session.run(
          Command.sh("mkfifo go done; (read word < go; echo late; echo x > done) & echo early"),
          into(logs.get("first")));
      assertThat(logs.get("first")).hasToString("early\n");
      session.run(Command.sh("echo x > go; read word < done; echo on"), into(logs.get("second")));
    }
    assertThat(logs.get("first")).hasToString("early\nlate\n");
    assertThat(logs.get("second")).hasToString("on\n");
  }

  @Test
  void aSinkThatTakesNothingDoesNotHoldUpTheEndOfAStep() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Time.Worker worker = time.start("step", () -> {
      try (StepSession session = runtime.open(spec(Map.of()))) {
        session.run(Command.sh("cat /dev/zero"), (stream, bytes, offset, length) -> {
          blocked.countDown();
          Interrupts.defer(goOn::await);
        });
      } catch (InterruptedException e) {
        stopped.countDown();
      }
    });
    blocked.await();
    worker.interrupt();
    stopped.await();
    goOn.countDown();
    awaitNoPump();
  }

  @Test
  void aProcessThatEscapedDoesNotHoldUpClose() throws Exception {
    try (StepSession session = runtime.open(spec(Map.of()))) {
      session.run(
          Command.sh("mkfifo pid; (env -i setsid sh -c 'echo $$ > pid; exec sleep 1000' &)"
              + " ; cat pid > number"),
          NOWHERE);
    }
    long pid = Long.parseLong(Files.readString(workspace.resolve("number")).strip());
    assertThat(ProcessHandle.of(pid)).as("known limit").hasValueSatisfying(escaped -> {
      escaped.destroyForcibly();
      escaped.onExit().join();
    });
  }

  @Test
  void reapEndsWhatAKilledJvmLeft() throws Exception {
    Process jvm = jvm(Map.of(), "hang", workspace);
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      try (InputStream alive = Files.newInputStream(workspace.resolve("alive"))) {
        jvm.toHandle().destroyForcibly();
        jvm.waitFor();
        assertThat(runtime.reap("another")).isEmpty();
        assertThat(runtime.reap("b1")).anyMatch(text -> text.matches("process \\d+ \\(sleep\\)"));
        assertThat(alive.read()).as("end of all processes").isNegative();
      }
    }
    assertThat(runtime.reap("b1")).isEmpty();
    try (StepSession session = runtime.open(spec(Map.of()))) {
      session.run(Command.of("true"), NOWHERE);
    }
  }

  @Test
  void textIsPassedOnEvenIfTheLocaleOfTheJvmHasNoSuchCharacters() throws Exception {
    Process jvm = jvm(Map.of("LC_ALL", "C"), "foreign", workspace);
    assertThat(new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("[Gr\u00fc\u00dfe 'x'][\u4e16]0\n");
  }

  @Test
  void anExitCodeOfASignalIsToldAsTheSignal() throws Exception {
    try (StepSession session = runtime.open(spec(Map.of()))) {
      assertThat(session.run(Command.sh("kill -TERM $$"), NOWHERE))
          .isEqualTo(new ExitStatus.Signalled(15));
      assertThat(session.run(Command.sh("exit 137"), NOWHERE))
          .isEqualTo(new ExitStatus.Signalled(9));
      assertThat(session.run(Command.sh("exit 200"), NOWHERE))
          .isEqualTo(new ExitStatus.Exited(200));
    }
  }

  private static OutputSink into(StringBuffer log) {
    return (stream, bytes, offset, length) ->
        log.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
  }

  /** The pump ends on a thread that nobody can wait for any more; the time limit of the test bounds this. */
  private static void awaitNoPump() {
    while (pumpsRun()) {
      Thread.onSpinWait();
    }
  }

  private static boolean pumpsRun() {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            stack -> Stream.of(stack).anyMatch(frame -> frame.getClassName().contains("Pump")));
  }

  private SessionSpec spec(Map<String, String> variables) {
    return new SessionSpec(
        "b1", "unit", 1, workspace, Execution.plain(), List.of(), variables, Duration.ofSeconds(5));
  }

  private static Process jvm(Map<String, String> variables, String mode, Path workspace)
      throws Exception {
    List<String> words = Jvm.command(ChildJvm.class, mode, workspace);
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.redirectInput(new File("/dev/null")).environment().putAll(variables);
    return builder.start();
  }
}
