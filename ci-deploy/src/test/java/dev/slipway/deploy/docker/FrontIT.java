package dev.slipway.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.PerlApp;
import dev.slipway.deploy.proxy.HaProxy;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.ssh.TestFilesOnDisk;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.fixture.NeedsImage;
import dev.slipway.time.SystemTime;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proxy in front of containers: what is left by those who were killed or have lost the lock, and what it does when it is started again. */
@Timeout(120)
@NeedsImage("slipway/proxy:1")
class FrontIT {
  @TempDir
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final SystemTime time = SystemTime.create();
  private DockerFixture docker;
  private DockerTarget target;

  @BeforeEach
  void open() {
    docker = new DockerFixture(directory);
    target = docker.described().health("/health").target();
  }

  @AfterEach
  void close() throws Exception {
    docker.close();
    time.close();
  }

  private static Release release(int number) {
    return new Release(
        number,
        "app",
        "sha256:x",
        "",
        Map.of("GREETING", "hello " + number),
        Map.of(),
        List.of(),
        "b",
        "c",
        "",
        Instant.EPOCH);
  }

  private String container(String rest) {
    return "slipway-" + docker.name() + "-" + rest;
  }

  private void start(TargetControl control, int number) throws Exception {
    control.start(
        release(number),
        TestFilesOnDisk.of(Map.of("app.jar", PerlApp.script(directory, "good"))),
        line -> {});
  }

  private HttpResponse<String> answer() throws Exception {
    URI address = target.state().address();
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  /** Its address belongs to another one by then, which has not proven itself. */
  @Test
  void aReleaseThatWasRemovedHasNoTrafficWhenTheProxyIsStartedAgain() throws Exception {
    TargetControl control = target.control(1);
    start(control, 1);
    control.route(release(1));
    control.retire(release(1));
    control.remove(release(1));
    DockerCommand.run("restart", "-t", "1", container("proxy"));
    control = target.control(2);
    start(control, 2);
    assertThat(target.state().serving()).isZero();
    assertThat(answer().statusCode()).isEqualTo(503);
    control.route(release(2));
    assertThat(answer().body()).isEqualTo("hello 2");
    DockerCommand.run("restart", "-t", "1", container("proxy"));
    target.control(3);
    assertThat(target.state().serving()).isEqualTo(2);
  }

  @Test
  void aProxyWithoutItsFilesIsMadeAnew() throws Exception {
    DockerCommand.run(
        "create",
        "--name",
        container("proxy"),
        "--label",
        DockerTarget.TARGET + "=" + docker.name(),
        "slipway/proxy:1",
        "haproxy",
        "-db",
        "-f",
        "/etc/slipway/haproxy.cfg");
    TargetControl control = target.control(1);
    start(control, 1);
    control.route(release(1));
    assertThat(answer().body()).isEqualTo("hello 1");
  }

  /** It waits for its release to be well, and another one gets the lock and leads the traffic elsewhere meanwhile. */
  @Test
  void whoLosesTheLockWhileItWaitsMovesNoTraffic() throws Exception {
    TargetControl stale = target.control(1);
    start(stale, 1);
    stale.route(release(1));
    start(stale, 2);
    tellAll("2-1", "STOP");
    HaProxy proxy = HaProxy.at(directory.resolve("proxy/admin.sock"), "releases");
    while (proxy.isWell("r2-1", time)) {
      time.sleep(Duration.ofMillis(50));
    }
    CompletableFuture<String> late = new CompletableFuture<>();
    time.startBlocking("stale", () -> {
      try {
        stale.route(release(2));
        late.complete("led");
      } catch (Exception e) {
        late.completeExceptionally(e);
      }
    });
    time.sleep(Duration.ofMillis(500));
    DockerTarget other = docker.described().health("/health").target();
    other.control(2).route(release(1));
    tellAll("2-1", "CONT");
    assertThatThrownBy(late::get).hasCauseInstanceOf(StaleOwnerException.class);
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(answer().body()).isEqualTo("hello 1");
  }

  private void tellAll(String rest, String signal) throws Exception {
    docker
        .host()
        .run(
            container(rest),
            List.of("/bin/sh", "-c", "kill -" + signal + " -1"),
            Duration.ofSeconds(10));
  }
}
