package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Container;
import dev.slipway.diagnostic.Problem;
import dev.slipway.fixture.Jvm;
import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.SystemTime;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsDocker
@Timeout(180)
class DockerRuntimeIT {
  private static final Image BUSYBOX = Image.of("slipway/busybox:1");
  private static final OutputSink NOWHERE = (stream, bytes, offset, length) -> {};

  @TempDir
  Path workspace;

  private final SystemTime time = SystemTime.create();
  private final String build = "it-" + UUID.randomUUID();
  private DockerRuntime runtime;

  @BeforeEach
  void connect() {
    runtime = DockerRuntime.builder(time).memoryLimit(64L * 1024 * 1024).connect();
  }

  @AfterEach
  void leavesNothing() throws Exception {
    assertThat(runtime.reap(build)).as("leftovers of the build").isEmpty();
    assertThat(containers()).as("containers of the build").isEmpty();
    runtime.close();
    time.close();
  }

  @Test
  void aCommandThatUsesTooMuchMemoryIsToldAsSuch() throws Exception {
    try (StepSession session = runtime.open(spec(build, workspace))) {
      ExitStatus status = session.run(Command.sh("x=a; while :; do x=$x$x; done"), NOWHERE);
      assertThat(status).isEqualTo(new ExitStatus.OutOfMemory());
      assertThat(session.run(Command.of("true"), NOWHERE)).isEqualTo(new ExitStatus.Exited(0));
    }
  }

  @Test
  void aCommandThatHeedsTheRequestToStopHasItsGrace() throws Exception {
    CompletableFuture<Thread> started = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    time.start("step", () -> {
      try (StepSession session = runtime.open(spec(build, workspace))) {
        started.complete(Thread.currentThread());
        // silent, so that only the end of the container ends its output
        session.run(
            Command.sh(
                "trap 'sleep 1; echo done > tidied; exit 0' TERM; echo > ready; while :; do sleep 0.1; done"),
            NOWHERE);
        interrupted.complete(false);
      } catch (InterruptedException e) {
        interrupted.complete(true);
      }
    });
    while (!Files.exists(workspace.resolve("ready"))) {
      Thread.onSpinWait();
    }
    started.get().interrupt();
    assertThat(interrupted.get()).isTrue();
    assertThat(workspace.resolve("tidied")).exists();
  }

  @Test
  void aCommandThatIgnoresTheRequestToStopIsKilledAfterItsGrace() throws Exception {
    CompletableFuture<Thread> started = new CompletableFuture<>();
    CompletableFuture<Long> over = new CompletableFuture<>();
    time.start("step", () -> {
      try (StepSession session = runtime.open(spec(build, workspace))) {
        started.complete(Thread.currentThread());
        session.run(Command.sh("trap '' TERM; echo > ready; while :; do sleep 0.1; done"), NOWHERE);
      } catch (InterruptedException e) {
        over.complete(time.nanos());
      }
    });
    while (!Files.exists(workspace.resolve("ready"))) {
      Thread.onSpinWait();
    }
    long asked = time.nanos();
    started.get().interrupt();
    Duration grace = spec(build, workspace).grace();
    assertThat(Duration.ofNanos(over.get() - asked)).isGreaterThanOrEqualTo(grace);
  }

  @Test
  void reapRemovesWhatAKilledJvmLeft() throws Exception {
    Process jvm = new ProcessBuilder(Jvm.command(ChildJvm.class, build, workspace, "MOUNT"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      assertThat(containers())
          .singleElement()
          .satisfies(container -> assertThat(container.getLabels())
              .containsEntry("dev.slipway.step", "unit")
              .hasEntrySatisfying(
                  "dev.slipway.owner", owner -> assertThat(owner).contains(" " + jvm.pid() + " ")));
    } finally {
      jvm.toHandle().destroyForcibly();
      jvm.waitFor();
    }
    assertThat(runtime.reap(build + "x")).isEmpty();
    // another process that begins now sweeps the engine, and may come first
    assertThat(runtime.reap(build))
        .hasSizeLessThan(2)
        .allSatisfy(left -> assertThat(left).matches("container [0-9a-f]{12} of step 'unit'"));
    assertThat(containers()).isEmpty();
    assertThat(runtime.reap(build)).isEmpty();
  }

  @Test
  void anImageThatCannotBeHadIsAProblem() throws Exception {
    List<Problem> problems =
        runtime.check(List.of(BUSYBOX, Image.of("127.0.0.1:1/no-such-image:7")), false);
    assertThat(problems)
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString())
            .startsWith("image '127.0.0.1:1/no-such-image:7': it is not on the engine at ")
            .contains(" and cannot be pulled: ")
            .contains("connection refused; expected ")
            .doesNotContain("Status", "{")
            .endsWith("to mend it, correct its name, pull or build it beforehand,"
                + " or log in to its registry"));
  }

  @Test
  void anImageThatIsGoneIsNamed() throws Exception {
    Execution execution = Execution.in(Image.of("no-such-image:7"));
    SessionSpec spec = new SessionSpec(
        build, "unit", 1, workspace, execution, List.of(), Map.of(), Duration.ofSeconds(5));
    try (StepSession session = runtime.open(spec)) {
      assertThatThrownBy(() -> session.run(Command.of("true"), NOWHERE))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageStartingWith("step 'unit': image 'no-such-image:7' is not on the engine at ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aContainerThatIsTakenAwayIsToldAndNoExitCodeIsMadeUp(boolean announced) throws Exception {
    Command command = Command.sh("echo ready; sleep 1000");
    SessionSpec spec = spec(build, workspace);
    try (StepSession session = runtime.open(announced ? spec.withCommands(command) : spec)) {
      OutputSink remove = (stream, bytes, offset, length) ->
          containers().forEach(container -> engineRemove(container.getId()));
      assertThatThrownBy(() -> session.run(command, remove))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageStartingWith(
              "step 'unit': its container was ended by somebody else while a command ran");
    }
  }

  @Test
  void variablesAreNotOnACommandLine() throws Exception {
    SessionSpec spec = new SessionSpec(
        build,
        "unit",
        1,
        workspace,
        Execution.in(BUSYBOX),
        List.of(),
        Map.of("TOKEN", "hush-hush-hush"),
        Duration.ofSeconds(5));
    StringBuilder output = new StringBuilder();
    try (StepSession session = runtime.open(spec)) {
      session.run(
          Command.sh(
              "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; echo; echo ${#TOKEN}; id -u; touch made"),
          (stream, bytes, offset, length) ->
              output.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
    }
    assertThat(output).doesNotContain("hush").contains("\n14\n");
    Object owner = Files.getAttribute(workspace, "unix:uid");
    assertThat(Files.getAttribute(workspace.resolve("made"), "unix:uid")).isEqualTo(owner);
  }

  static SessionSpec spec(String build, Path workspace) {
    Execution execution = Execution.in(BUSYBOX);
    return new SessionSpec(
        build, "unit", 1, workspace, execution, List.of(), Map.of(), Duration.ofSeconds(5));
  }

  private List<Container> containers() {
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      return engine
          .calls()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(Labels.BUILD, build))
          .exec();
    }
  }

  private static void engineRemove(String id) {
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      Containers.remove(engine, id);
    }
  }
}
