package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.config.SlipwayYaml;
import dev.slipway.fixture.FreePort;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Pipeline;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that are no HTTP requests: connections and programs. */
@Timeout(30)
class OtherChecksTest {
  private static final URI BASE = URI.create("http://localhost:1/shop");

  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void close() {
    time.close();
  }

  private SmokeReport run(Consumer<SmokeTestBuilder> checks) throws InterruptedException {
    return SmokeTest.named("shop", checks).run(BASE, time);
  }

  private String sentence(Consumer<SmokeTestBuilder> checks) throws InterruptedException {
    SmokeReport report = run(checks);
    assertThat(report.passed()).isFalse();
    assertThat(report.attempts()).allMatch(attempt -> attempt.status() == 0);
    return report.sentence();
  }

  @Test
  void aPortThatAcceptsConnectionsPasses() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();
      assertThat(run(t -> t.tcp(port).tcp("127.0.0.1", port)).sentence())
          .isEqualTo("smoke test 'shop' passed against " + BASE + ": 2 checks");
      URI unknown = URI.create("http://shop.invalid");
      assertThat(SmokeTest.named("shop", t -> t.tcp(port).connectTo("localhost"))
              .run(unknown, time)
              .passed())
          .isTrue();
    }
  }

  @Test
  void aPortWhereNothingListensAndAHostThatIsNotKnownAreToldApart() throws Exception {
    int port = FreePort.next();
    assertThat(sentence(t -> t.tcp(port)))
        .endsWith("tcp " + port + ": nothing listens at localhost:" + port);
    assertThat(sentence(t -> t.tcp("db.invalid", 5432)))
        .endsWith("tcp db.invalid:5432: db.invalid:5432 cannot be reached: the name is not known");
  }

  @Test
  void aPortThatAnswersLaterPassesWhenItDoes() throws Exception {
    int port = FreePort.next();
    SmokeTest later = SmokeTest.named(
        "shop", t -> t.tcp(port).retryFor(Duration.ofSeconds(20)).every(Duration.ofMillis(20)));
    ServerSocket[] opened = new ServerSocket[1];
    SmokeReport report = later.run(BASE, time, attempt -> {
      try {
        if (attempt.number() == 3) {
          opened[0] = new ServerSocket(port);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    opened[0].close();
    assertThat(report.passed()).isTrue();
    assertThat(report.attempts()).hasSizeGreaterThan(3);
  }

  @Test
  void aProgramThatEndsWellPassesAndKnowsTheAddress() throws Exception {
    Path seen = directory.resolve("seen");
    assertThat(run(t -> t.command("sh", "-c", "env >\"$0\"", seen.toString())).passed())
        .isTrue();
    assertThat(Files.readString(seen)).contains("SMOKE_ADDRESS=" + BASE + "\n", "PATH=");
    assertThat(Files.readAllLines(seen)).hasSizeLessThan(15);
  }

  @Test
  void aProgramThatFailsIsToldWithWhatItWroteLast() throws Exception {
    assertThat(sentence(t -> t.command("sh", "-c", "echo one; echo no orders >&2; exit 3")))
        .endsWith("exit code: expected 0, found 3, its output ends with \"no orders\"");
    assertThat(sentence(t -> t.command("/no/such/program")))
        .contains("program: expected one that can be started, found ")
        .contains("/no/such/program");
  }

  @Test
  void aProgramThatHangsIsKilledWithWhatItHasStarted() throws Exception {
    Path pid = directory.resolve("pid");
    String script = "sleep 1000 & echo $! >\"$0\"; wait";
    assertThat(sentence(
            t -> t.command("sh", "-c", script, pid.toString()).within(Duration.ofMillis(500))))
        .endsWith("no complete answer within 500 ms");
    long started = Long.parseLong(Files.readString(pid).strip());
    ProcessHandle.of(started).ifPresent(process -> {
      try {
        process.onExit().get(10, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError("process " + started + " still runs", e);
      }
    });
  }

  @Test
  void inAFlowTheyStopWhatFollows() throws Exception {
    SmokeReport report = run(t -> t.flow("order", f -> f.command("false").command("true")));
    assertThat(report.attempts())
        .extracting(SmokeReport.Attempt::check)
        .containsExactly("order: command false");
  }

  @Test
  void whatIsWrongIsTold() {
    assertThatThrownBy(() ->
            run(t -> t.tcp(0).command().page("basket", p -> p.element(" ")).within(Duration.ZERO)))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(7))
        .hasMessageContaining("the path 'basket'")
        .hasMessageContaining("an element without a name")
        .hasMessageContaining("the port 0")
        .hasMessageContaining("no program");
  }

  @Test
  void theyAreReadFromAFileAndWritten() {
    SlipwayYaml files = SlipwayYaml.standard().withKey("smoke", SmokeTest.format());
    String text = """
        pipeline: p
        steps:
          - run: try
            smoke:
              name: shop
              against: http://localhost:8080
              checks:
                - tcp: 8080
                - tcp: {host: db.example, port: 5432}
                  within: 2s
                - command: [psql, -c, select 1]
                - get: /
                  expect: [{status: 200}]
        """;
    Pipeline read = files.parse("f.yml", text);
    assertThat(read)
        .isEqualTo(Pipeline.named(
            "p",
            p -> p.run(
                "try",
                SmokeTest.named(
                        "shop",
                        t -> t.tcp(8080)
                            .connection("db.example", 5432, Duration.ofSeconds(2))
                            .command("psql", "-c", "select 1")
                            .get("/"))
                    .against("http://localhost:8080"))));
    assertThat(files.parse("written", files.write(read))).isEqualTo(read);
  }
}
