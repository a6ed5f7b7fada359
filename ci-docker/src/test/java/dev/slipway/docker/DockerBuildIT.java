package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.model.Image;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Source;
import dev.slipway.model.StepBuilder;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.secret.SecretSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds by way of the front door, which finds this module by itself. */
@NeedsDocker
@Timeout(180)
class DockerBuildIT {
  private static final String BUSYBOX = "slipway/busybox:1";

  @TempDir
  Path home;

  @Test
  void stepsInContainersAndOnThisMachineShareAWorkspace() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("host", s -> s.sh("echo from the host > note"));
      p.step(
          "container",
          s -> s.image(BUSYBOX)
              .secret("TOKEN")
              .sh("cat note; echo out; echo $TOKEN >&2; echo from the container > answer")
              .produces("answer", "answer"));
      StepRef<String> read = p.call(
          "read", String.class, c -> c.runtime().sh("cat answer").output(), s -> s.image(BUSYBOX));
      p.call("compare", read, (c, text) -> assertThat(text).isEqualTo("from the container\n"));
      p.step("fail", s -> s.image(BUSYBOX).sh("exit 7"));
    });
    try (Slipway ci = slipway()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      assertThat(result.reason())
          .isEqualTo(new Reason.BecauseOf("fail", new Reason.ExitCode(7, "exit 7")));
      assertThat(result.step("container").artifacts()).hasSize(1);
      assertThat(log(ci, result, LogStream.OUT)).isEqualTo("from the host\nout\n");
      assertThat(log(ci, result, LogStream.ERR)).isEqualTo("***\n");
      assertThat(containersOf(result.buildId())).isEmpty();
    }
  }

  @Test
  void aStepThatIsStartedAheadFindsTheSameAsTheFirst() throws Exception {
    List<Consumer<StepBuilder>> variables = List.of(
        s -> s.env("PLAIN", "a b"),
        s -> s.env("A-B.c", "dash").env("foo.bar", "dot"),
        s -> s.env("IFS", ",").env("OLDPWD", "/keep").env("SHLVL", "7"));
    for (Consumer<StepBuilder> more : variables) {
      Consumer<StepBuilder> same =
          s -> more.accept(s.image(BUSYBOX).directory("made").exec("env"));
      Pipeline pipeline = Pipeline.named("p", p -> {
        p.step("make", s -> s.sh("mkdir made"));
        p.step("container", same);
        p.step("wait", s -> s.image(BUSYBOX).sh("sleep 1"));
        p.step("again", same);
      });
      try (Slipway ci = slipway()) {
        BuildResult result = ci.build(pipeline, Source.none()).await();
        result.throwIfNotSuccessful();
        assertThat(variables(ci, result, "again"))
            .containsExactlyInAnyOrderElementsOf(variables(ci, result, "container"));
      }
    }
  }

  private static List<String> variables(Slipway ci, BuildResult result, String step)
      throws IOException {
    try (InputStream log = ci.logs(result.buildId()).read(step, LogStream.OUT)) {
      return new String(log.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("CI_STEP") && !line.startsWith("HOSTNAME="))
          .toList();
    }
  }

  @Test
  void aBuildThatIsCancelledLeavesNoContainer() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("long", s -> s.image(BUSYBOX).sh("echo started; sleep 1000"));
      p.step("clean", s -> s.image(BUSYBOX).sh("echo cleaned").always());
    });
    try (Slipway ci = slipway()) {
      Build build = ci.build(pipeline, Source.none());
      try (BufferedReader log =
          new BufferedReader(new InputStreamReader(build.follow("long"), UTF_8))) {
        assertThat(log.readLine()).isEqualTo("started");
      }
      build.cancel("it is not needed any more");
      BuildResult result = build.await();
      assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(result.step("long").outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(result.step("clean").outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(containersOf(build.id())).isEmpty();
    }
  }

  @Test
  void aCommandIsStoppedByTheSignalThatItsImageWants() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.call(
          "write",
          c -> Files.writeString(
              c.workspace().resolve("Dockerfile"), "FROM slipway/busybox:1\nSTOPSIGNAL SIGUSR1\n"));
      StepRef<Image> image = p.run("image", ImageBuild.of("."));
      p.step(
          "long",
          s -> s.image(image)
              .sh("trap 'echo by USR1; exit 3' USR1; echo started; while :; do sleep 0.1; done"));
    });
    try (Slipway ci = slipway()) {
      Build build = ci.build(pipeline, Source.none());
      try (BufferedReader log =
          new BufferedReader(new InputStreamReader(build.follow("long"), UTF_8))) {
        assertThat(log.readLine()).isEqualTo("started");
        build.cancel("it is not needed any more");
        assertThat(log.readLine()).isEqualTo("by USR1");
      }
      assertThat(build.await().step("long").outcome()).isEqualTo(Outcome.CANCELLED);
    }
  }

  @Test
  void anImageThatIsNowhereIsToldBeforeTheFirstStep() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("first", s -> s.sh("true"));
      p.step("second", s -> s.image("slipway/no-such-image:1").sh("true"));
    });
    try (Slipway ci = slipway()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
      assertThat(result.reason().sentence()).contains("slipway/no-such-image:1");
      assertThat(result.steps()).isEmpty();
    }
  }

  private Slipway slipway() {
    return Slipway.builder()
        .home(home)
        .grace(Duration.ofMillis(300))
        .secrets(SecretSource.of(Map.of("TOKEN", "a-token-nobody-may-see")))
        .build();
  }

  private static String log(Slipway ci, BuildResult result, LogStream stream) throws IOException {
    try (InputStream log = ci.logs(result.buildId()).read("container", stream)) {
      return new String(log.readAllBytes(), UTF_8);
    }
  }

  private static List<String> containersOf(String build) throws IOException, InterruptedException {
    Process docker = new ProcessBuilder(
            "docker", "ps", "-aq", "--filter", "label=dev.slipway.build=" + build)
        .redirectErrorStream(true)
        .start();
    try (BufferedReader ids = docker.inputReader()) {
      return ids.lines().toList();
    } finally {
      docker.waitFor();
    }
  }
}
