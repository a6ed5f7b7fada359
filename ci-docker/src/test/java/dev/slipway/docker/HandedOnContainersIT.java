package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers that steps hand on to each other, and containers that are kept for people. */
@NeedsDocker
@Timeout(180)
class HandedOnContainersIT {
  private static final String BUSYBOX = "slipway/busybox:1";

  @TempDir
  Path home;

  private Slipway ci;

  @BeforeEach
  void open() {
    ci = Slipway.builder().home(home).grace(Duration.ofMillis(500)).build();
  }

  @AfterEach
  void close() {
    ci.close();
  }

  @Test
  void stepsThatSaySoShareAContainerAndOthersDoNot() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step(
          "one",
          s -> s.image(BUSYBOX)
              .container(c -> c.shared())
              .env("MINE", "1")
              .sh("echo note > /tmp/note; sleep 1000 &"));
      p.step(
          "two",
          s -> s.image(BUSYBOX).container(c -> c.shared()).sh("cat /tmp/note; echo ${MINE-unset}"));
      p.step("alone", s -> s.image(BUSYBOX).sh("ls /tmp/note || echo nothing"));
    });
    BuildResult result = ci.build(pipeline, Source.none()).await();
    assertThat(result.outcome()).as(result.reason().sentence()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(log(result, "two")).isEqualTo("note\nunset\n");
    assertThat(log(result, "alone")).isEqualTo("nothing\n");
    assertThat(count(result.buildId())).isZero();
  }

  @Test
  void aFailedStepCanBeEntered() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.step(
            "unit",
            s -> s.image(BUSYBOX)
                .container(c -> c.keepAfterFailure(Duration.ofMinutes(5)))
                .env("WHERE", "inside")
                .sh("echo state > /tmp/state")
                .sh("exit 3")));
    Build build = ci.build(pipeline, Source.none());
    BuildResult result = build.await();
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    String command = result.step("unit").shell().orElseThrow();
    assertThat(command).matches("docker exec -it slipway-kept-unit-\\d{10}-[0-9a-f]{12} /bin/sh");
    assertThat(log(result, "unit")).contains("kept for 300 s; to get into it, run: " + command);

    try (Shell shell = build.openShell("unit");
        BufferedReader screen = new BufferedReader(new InputStreamReader(shell.output(), UTF_8))) {
      shell.resize(100, 30);
      shell.input().write("echo \"$(cat /tmp/state) $WHERE\"; exit 7\n".getBytes(UTF_8));
      shell.input().flush();
      assertThat(screen.lines()).contains("state inside");
      assertThat(shell.await()).isEqualTo(7);
    }
    assertThat(count(result.buildId())).isEqualTo(1);
    try (DockerRuntime other = DockerRuntime.builder(ci.time()).connect()) {
      assertThat(other.reap(result.buildId())).as("what is kept is no leftover").isEmpty();
      other.openShell(result.buildId(), "unit").close();
    }
    remove(result.buildId());
  }

  @Test
  void theContainerOfAJavaStepThatFailedIsKeptToo() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.call(
            "java",
            String.class,
            c -> c.runtime().sh("echo state > /tmp/state; exit 3").output(),
            s -> s.image(BUSYBOX).container(c -> c.keepAfterFailure(Duration.ofMinutes(5)))));
    BuildResult result = ci.build(pipeline, Source.none()).await();
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.step("java").shell()).isPresent();
    remove(result.buildId());
  }

  @Test
  void aKeptContainerIsRemovedWhenItsTimeIsOver() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.step(
            "unit",
            s -> s.image(BUSYBOX)
                .container(c -> c.keepAfterFailure(Duration.ofSeconds(2)))
                .sh("exit 3")));
    Build build = ci.build(pipeline, Source.none());
    BuildResult result = build.await();
    assertThat(result.step("unit").shell()).isPresent();
    while (count(result.buildId()) > 0) {
      ci.time().sleep(Duration.ofMillis(100));
    }
    assertThatThrownBy(() -> build.openShell("unit"))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageContaining("no container is kept of it");
  }

  private static int count(String buildId) {
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      return engine
          .calls()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(Labels.BUILD, buildId))
          .exec()
          .size();
    }
  }

  private static void remove(String buildId) {
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      engine
          .calls()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(Labels.BUILD, buildId))
          .exec()
          .forEach(container -> Containers.remove(engine, container.getId()));
    }
  }

  private String log(BuildResult result, String step) throws IOException {
    try (InputStream log = ci.logs(result.buildId()).read(step, LogStream.OUT)) {
      return new String(log.readAllBytes(), UTF_8);
    }
  }
}
