package dev.slipway.docker;

import static dev.slipway.model.Readiness.http;
import static dev.slipway.model.Readiness.logLine;
import static dev.slipway.model.Readiness.passes;
import static dev.slipway.model.Readiness.tcp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.model.LogStream;
import dev.slipway.model.Network;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.model.Readiness;
import dev.slipway.model.Service;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.smoke.SmokeTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers beside steps, by way of the front door. */
@NeedsDocker
@Timeout(240)
class ServicesIT {
  private static final String BUSYBOX = "slipway/busybox:1";
  private static final Service WEB = Service.image(BUSYBOX)
      .command(
          "sh", "-c", "mkdir /www; echo hello > /www/index.html; exec httpd -f -p 8080 -h /www");

  @TempDir
  Path home;

  private Slipway ci;

  @BeforeEach
  void open() {
    ci = Slipway.builder().home(home).grace(Duration.ofMillis(500)).build();
  }

  @AfterEach
  void leavesNothing() {
    ci.close();
  }

  @Test
  void aStepReachesItsServiceByName() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service("web", WEB.readyWhen(tcp(8080)).alias("site.example"))
            .sh("wget -q -O- http://web:8080/; wget -q -O- http://site.example:8080/")));
    assertThat(result.outcome()).as(result.reason().sentence()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(log(result, "use")).isEqualTo("hello\nhello\n");
  }

  @Test
  void readinessIsToldByHttpByALogLineOrByACommand() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service("http", WEB.readyWhen(http(8080, "/index.html")))
            .service("smoke", WEB.readyWhen(passes(8080, page("hello"))))
            .service(
                "line",
                Service.image(BUSYBOX)
                    .command("sh", "-c", "sleep 0.5; echo now it listens; exec sleep 1000")
                    .readyWhen(logLine("listens$")))
            .service(
                "command",
                Service.image(BUSYBOX)
                    .command("sh", "-c", "sleep 0.5; touch /ready; exec sleep 1000")
                    .readyWhen(Readiness.command("test", "-e", "/ready")))
            .sh("wget -q -O- http://http:8080/")));
    assertThat(result.outcome()).as(result.reason().sentence()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(log(result, "use")).contains("line | now it listens\n").endsWith("hello\n");
  }

  private static SmokeTest page(String text) {
    return SmokeTest.named("web", t -> t.get("/", r -> r.status(200).bodyContains(text)));
  }

  @Test
  void aServiceThatNeverPassesIsToldWithWhatWasFound() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service("web", WEB.readyWhen(passes(8080, page("bye"))).within(Duration.ofSeconds(2)))
            .sh("true")));
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.step("use").reason().sentence())
        .contains("it was not ready within 2.0 s: smoke test 'web' failed against http://")
        .contains("expected that it passes the smoke test 'web' on port 8080");
  }

  @Test
  void aCheckThatThrowsIsToldWhenTheTimeIsOver() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service(
                "web",
                WEB.readyWhen(passes(8080, (address, time) -> {
                      throw new IllegalStateException("no idea");
                    }))
                    .within(Duration.ofSeconds(1)))
            .sh("true")));
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.step("use").reason().sentence())
        .contains("it was not ready within 1.0 s: the check threw")
        .contains("no idea");
  }

  @Test
  void aServiceStartsAfterAnotherAndSharesItsVolume() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service(
                "second",
                Service.image(BUSYBOX)
                    .volume("data", "/data")
                    .command("sh", "-c", "echo found $(cat /data/note); exec sleep 1000")
                    .readyWhen(logLine("found"))
                    .after("first"))
            .service(
                "first",
                Service.image(BUSYBOX)
                    .volume("data", "/data")
                    .command(
                        "sh",
                        "-c",
                        "sleep 0.5; echo a note > /data/note; echo done; exec sleep 1000")
                    .readyWhen(logLine("done")))
            .sh("true")));
    assertThat(result.outcome()).as(result.reason().sentence()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(log(result, "use")).isEqualTo("first | done\nsecond | found a note\n");
  }

  @Test
  void aServiceThatDiesBeforeItIsReadyIsToldWithItsLastLines() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service(
                "db",
                Service.image(BUSYBOX)
                    .command("sh", "-c", "echo no room left; exit 3")
                    .readyWhen(tcp(5432)))
            .sh("true")));
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.step("use").reason().sentence())
        .contains("step 'use', service 'db': it ended with exit code 3 before it was ready")
        .contains("no room left");
  }

  @Test
  void aServiceThatNeverGetsReadyIsToldWithItsLastLines() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service(
                "db",
                Service.image(BUSYBOX)
                    .command("sh", "-c", "echo starting up; exec sleep 1000")
                    .readyWhen(tcp(5432))
                    .within(Duration.ofSeconds(2)))
            .sh("true")));
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.step("use").reason().sentence())
        .contains("service 'db': it was not ready within 2.0 s")
        .contains("starting up")
        .contains("accepts connections on port 5432");
  }

  @Test
  void aServiceThatDiesUnderTheStepEndsItWithItsLastLines() throws Exception {
    BuildResult result = build(p -> p.step(
        "use",
        s -> s.image(BUSYBOX)
            .service(
                "db", Service.image(BUSYBOX).command("sh", "-c", "sleep 2; echo I give up; exit 4"))
            .sh("sleep 1000")));
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.step("use").reason().sentence())
        .contains("service 'db': it ended with exit code 4 while it was needed")
        .contains("I give up");
  }

  @Test
  void aStepWithItsServicesAloneHasANetworkThatEndsAtTheEngine() throws Exception {
    assertThat(internalNetworks(Network.SERVICES_ONLY)).containsExactly(true);
    assertThat(internalNetworks(Network.OPEN)).containsExactly(false);
  }

  @Test
  void aStepWithItsServicesAloneDoesNotReachTheMachineOfTheEngine() throws Exception {
    try (ServerSocket machine = new ServerSocket(0)) {
      String ask =
          "for host in $(ip route | sed -n 's/default via \\([0-9.]*\\).*/\\1/p') 172.17.0.1; do"
              + " timeout 3 nc $host " + machine.getLocalPort()
              + " </dev/null && echo reached; done; true";
      BuildResult result = build(p -> p.step(
          "ask",
          s -> s.image(BUSYBOX)
              .container(c -> c.network(Network.SERVICES_ONLY))
              .service("web", WEB.readyWhen(tcp(8080)))
              .sh(ask)));
      assertThat(log(result, "ask")).doesNotContain("reached");
    }
  }

  @Test
  void aServiceThatEndsWhileItIsAskedIsToldAsSuch() throws Exception {
    for (int i = 0; i < 4; i++) {
      String life = "echo I give up; sleep 0." + (2 + i) + "; exit 3";
      BuildResult result = build(p -> p.step(
          "use",
          s -> s.image(BUSYBOX)
              .service(
                  "db",
                  Service.image(BUSYBOX)
                      .command("sh", "-c", life)
                      .readyWhen(Readiness.command("false")))
              .sh("true")));
      assertThat(result.reason().sentence())
          .contains("service 'db': it ended with exit code 3 before it was ready")
          .contains("I give up");
    }
  }

  /** Returns of each network of a step with a service whether the engine keeps it from all others. */
  private List<Boolean> internalNetworks(Network reach) throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.step(
            "use",
            s -> s.image(BUSYBOX)
                .container(c -> c.network(reach))
                .service("web", WEB.readyWhen(tcp(8080)))
                .sh("wget -q -O- http://web:8080/; sleep 1000")));
    Build build = ci.build(pipeline, Source.none());
    try (BufferedReader log =
            new BufferedReader(new InputStreamReader(build.follow("use"), UTF_8));
        Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      assertThat(log.readLine()).isEqualTo("hello");
      return engine
          .calls()
          .listNetworksCmd()
          .withFilter("label", List.of(Labels.BUILD + "=" + build.id()))
          .exec()
          .stream()
          .map(network -> network.getInternal())
          .toList();
    } finally {
      build.cancel("seen");
      build.await();
    }
  }

  @Test
  void stepsOfAGroupShareAServiceThatEndsWithTheGroup() throws Exception {
    Service once = Service.image(BUSYBOX)
        .command(
            "sh", "-c", "mkdir /www; hostname > /www/index.html; exec httpd -f -p 8080 -h /www")
        .readyWhen(tcp(8080));
    BuildResult result = build(p -> {
      p.parallel("group", g -> {
        g.service("web", once);
        g.step("a", s -> s.image(BUSYBOX).sh("wget -q -O- http://web:8080/"));
        g.step("b", s -> s.image(BUSYBOX).sh("wget -q -O- http://web:8080/"));
      });
      p.step("after", s -> s.image(BUSYBOX).sh("! nslookup web"));
    });
    assertThat(result.outcome()).as(result.reason().sentence()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(log(result, "a")).isNotBlank().isEqualTo(log(result, "b"));
  }

  private BuildResult build(Consumer<PipelineBuilder> definition) throws Exception {
    BuildResult result =
        ci.build(Pipeline.named("services", definition), Source.none()).await();
    assertThat(Remains.ofBuild(result.buildId())).as("left on the engine").isEmpty();
    return result;
  }

  private String log(BuildResult result, String step) throws IOException {
    try (InputStream log = ci.logs(result.buildId()).read(step, LogStream.OUT)) {
      return new String(log.readAllBytes(), UTF_8);
    }
  }
}
