package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.run.RunEvent;
import dev.slipway.time.SystemTime;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that goes away, very much output, and very many containers. */
@NeedsDocker
@Timeout(300)
class HardTimesIT {
  private static final String BUSYBOX = "slipway/busybox:1";

  @TempDir
  Path home;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void anEngineThatGoesAwayMakesTheStepErroredAndARetryCatchesIt() throws Exception {
    try (Relay relay = Relay.open()) {
      AtomicInteger attempts = new AtomicInteger();
      try (DockerRuntime runtime =
              DockerRuntime.builder(time).host(relay.host()).connect();
          Slipway ci = Slipway.builder()
              .home(home)
              .containers(runtime)
              .listener((build, event) -> {
                if (event instanceof RunEvent.StepOutput && attempts.incrementAndGet() == 1) {
                  relay.cut();
                } else if (event instanceof RunEvent.AttemptFailed) {
                  relay.mend();
                }
              })
              .build()) {
        Pipeline pipeline = Pipeline.named(
            "p",
            p -> p.step(
                "s",
                s -> s.image(BUSYBOX)
                    .retry(Retry.attempts(2).on(Outcome.ERRORED))
                    .sh("echo begun; sleep 2")));
        BuildResult result = ci.build(pipeline, Source.none()).await();
        assertThat(result.outcome()).as(result.reason().sentence()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.step("s").attempts()).isEqualTo(2);
        RunEvent.AttemptFailed failed = ci.events(result.buildId()).stream()
            .filter(RunEvent.AttemptFailed.class::isInstance)
            .map(RunEvent.AttemptFailed.class::cast)
            .findFirst()
            .orElseThrow();
        assertThat(failed.outcome()).isEqualTo(Outcome.ERRORED);
        assertThat(failed.reason().sentence()).contains("step 's'").contains(relay.host());
      }
    }
  }

  @Test
  void twoGigabytesOfOutputPassThroughASmallHeap() throws Exception {
    Process jvm = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            MuchOutput.class.getName(),
            home.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("SUCCEEDED 2000000000");
    } finally {
      jvm.destroyForcibly();
      jvm.waitFor();
    }
  }

  @Test
  void aThousandStepsAtOnceHaveAsManyContainersAsThereMayBe() throws Exception {
    int most = 6;
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.parallel("all", all -> {
          for (int i = 0; i < 1000; i++) {
            all.step("s" + i, s -> s.image(BUSYBOX).sh("echo there; sleep 0.2"));
          }
        }));
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger highest = new AtomicInteger();
    try (DockerRuntime runtime = DockerRuntime.builder(time).atMost(most).connect();
        Engine engine = Engine.connect(EngineAddresses.ofUser().candidates());
        Slipway ci = Slipway.builder()
            .home(home)
            .containers(runtime)
            .parallelism(1000)
            .listener((build, event) -> {
              if (event instanceof RunEvent.StepFinished) {
                ended.incrementAndGet();
              }
            })
            .build()) {
      Build running = ci.build(pipeline, Source.none());
      while (ended.get() < 25) {
        int now = engine
            .calls()
            .listContainersCmd()
            .withLabelFilter(Map.of(Labels.BUILD, running.id()))
            .exec()
            .size();
        highest.accumulateAndGet(now, Math::max);
        time.sleep(Duration.ofMillis(20));
      }
      running.cancel("seen enough");
      assertThat(running.await().outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(highest.get()).isBetween(2, most);
      assertThat(runtime.reap(running.id())).isEmpty();
    }
  }
}
