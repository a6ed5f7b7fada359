package dev.slipway.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.PerlApp;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.ssh.TestFilesOnDisk;
import dev.slipway.deploy.target.BesideContract;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.docker.Hosted;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.fixture.FreePort;
import dev.slipway.fixture.NeedsImage;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of a real engine behind a real HAProxy. */
@NeedsImage("slipway/proxy:1")
class DockerTargetIT extends BesideContract {
  @TempDir
  Path directory;

  private DockerFixture docker;
  private DockerTarget target;

  /** Connects to the engine. */
  protected DockerFixture fixture() throws Exception {
    return new DockerFixture(directory);
  }

  @BeforeEach
  void open() throws Exception {
    docker = fixture();
    target = docker.described().target();
  }

  @AfterEach
  void close() throws Exception {
    docker.close();
  }

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected ReleaseFiles files() {
    return files("good");
  }

  private ReleaseFiles files(String mode) {
    try {
      return TestFilesOnDisk.of(Map.of("app.jar", PerlApp.script(directory, mode)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Hosted> containers() throws InterruptedException {
    return docker.host().find(DockerTarget.TARGET, docker.name());
  }

  @Test
  void requestsWaitWhileOneReleaseMakesRoomForAnother() throws Exception {
    requestsWaitForTheNextRelease();
  }

  @Test
  void replicasShareTheRequests() throws Exception {
    target = docker.described().replicas(3).target();
    start(release(1));
    control().route(release(1));
    assertThat(containers()).hasSize(4).allMatch(Hosted::running);
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    docker.host().stop("slipway-" + docker.name() + "-1-2", Duration.ofSeconds(1));
    assertThat(target.state().trouble()).contains("-1-2 does not run");
    assertThat(answersOf(1, 10)).isEqualTo(10);
    start(release(1));
    control().route(release(1));
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void aRetiredReleaseIsKeptStoppedAndStartedAgainAsItIs() throws Exception {
    start(release(1));
    control().route(release(1));
    start(release(2));
    control().route(release(2));
    control().retire(release(1));
    assertThat(containers())
        .filteredOn(c -> c.name().endsWith("-1-1"))
        .singleElement()
        .satisfies(c -> assertThat(c.running()).isFalse());
    control().start(release(1), null, line -> {});
    control().route(release(1));
    assertThat(body(target.state().address())).isEqualTo("hello 1");
  }

  @Test
  void aReleaseThatEndsAtOnceIsToldWithWhatItWrote() throws Exception {
    assertThatThrownBy(() -> control().start(release(1), files("crash"), line -> {}))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("-1-1: it ended with exit code 3: no database");
    assertThat(target.state().running()).isEmpty();
  }

  @Test
  void aReleaseThatIsNotHealthyIsNotStarted() throws Exception {
    target =
        docker.described().health("/health").startWithin(Duration.ofSeconds(3)).target();
    start(release(1));
    control().route(release(1));
    assertThatThrownBy(() -> control().start(release(2), files("bad"), line -> {}))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("it does not work within PT3S");
    assertThat(body(target.state().address())).isEqualTo("hello 1");
  }

  @Test
  void aProxyThatIsStartedAgainByTheEngineLeadsWhereItDid() throws Exception {
    start(release(1));
    control().route(release(1));
    String proxy = "slipway-" + docker.name() + "-proxy";
    docker.host().stop(proxy, Duration.ofSeconds(1));
    assertThat(target.state().trouble()).contains("the proxy does not run");
    control();
    awaitTraffic();
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    start(release(1));
    control().route(release(1));
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void everythingIsStartedAgainInAnotherOrderAndServesWhatItDid() throws Exception {
    start(release(1));
    start(release(2));
    control().route(release(2));
    Map<String, String> before = addresses();
    List<String> inOtherOrder = List.of(container("2-1"), container("1-1"), container("proxy"));
    for (String each : inOtherOrder) {
      docker.host().stop(each, Duration.ofSeconds(1));
    }
    for (String each : inOtherOrder) {
      docker.host().start(each);
    }
    assertThat(addresses()).isEqualTo(before);
    awaitTraffic();
    assertThat(body(target.state().address())).isEqualTo("hello 2");
    start(release(1));
    control().route(release(1));
    assertThat(target.state().trouble()).isEmpty();
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    control().retire(release(2));
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    control().start(release(2), null, line -> {});
    control().route(release(2));
    assertThat(target.state().trouble()).isEmpty();
    assertThat(body(target.state().address())).isEqualTo("hello 2");
  }

  @Test
  void containersThatCrashGetTheirRequestsAgainAndNobodyElses() throws Exception {
    start(release(1));
    start(release(2));
    control().route(release(2));
    Map<String, String> before = addresses();
    // an engine that gives addresses gives that of the one to the other
    try (Answers answers = new Answers(target.state().address())) {
      crash("1-1");
      crash("2-1");
      awaitRestart("1-1");
      awaitRestart("2-1");
      awaitAnswers(2, answers, 1);
    }
    awaitTraffic();
    assertThat(addresses()).isEqualTo(before);
    control().route(release(1));
    try (Answers answers = new Answers(target.state().address())) {
      awaitAnswers(1, answers, 2);
    }
  }

  /** Waits for 20 answers in a row of a release; not one may be that of another. */
  private void awaitAnswers(int number, Answers others, int never) throws Exception {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    URI address = target.state().address();
    for (int inARow = 0; inARow < 20; ) {
      String answer = body(address);
      inARow = answer.equals("hello " + number) ? inARow + 1 : 0;
      assertThat(answer).isNotEqualTo("hello " + never);
      assertThat(others.found()).doesNotContain("hello " + never);
      assertThat(System.nanoTime()).as("the time of '%s'", answer).isLessThan(limit);
    }
    others.close();
    assertThat(others.found()).contains("hello " + number).doesNotContain("hello " + never);
  }

  private void awaitRestart(String rest) throws InterruptedException {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (DockerCommand.run("inspect", "-f", "{{.RestartCount}}", container(rest))
        .equals("0")) {
      assertThat(System.nanoTime()).isLessThan(limit);
      Thread.sleep(50);
    }
  }

  @Test
  void aNetworkInWhichAddressesChangeIsMadeAnewOrRefused() throws Exception {
    String network = "slipway-" + docker.name();
    DockerCommand.run("network", "create", network);
    start(release(1));
    control().route(release(1));
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    for (Hosted each : containers()) {
      docker.host().remove(each.name());
    }
    DockerCommand.run("network", "rm", network);
    DockerCommand.run("network", "create", network);
    String stranger =
        DockerCommand.run("create", "--network", network, "slipway/debian:12", "true");
    try {
      assertThatThrownBy(() -> start(release(2)))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("network '" + network + "'")
          .hasMessageContaining("the addresses of its containers change when these start: [");
    } finally {
      DockerCommand.run("rm", stranger);
    }
  }

  private void crash(String rest) throws InterruptedException {
    docker
        .host()
        .run(
            container(rest),
            List.of("/bin/sh", "-c", "(sleep 0.2; kill -9 -1) > /dev/null 2>&1 &"),
            Duration.ofSeconds(10));
  }

  @Test
  void anImageThatCannotBeFetchedIsToldAndLeavesNothing() throws Exception {
    String digest = "sha256:" + "1".repeat(64);
    String image = "127.0.0.1:" + FreePort.next() + "/shop@" + digest;
    Release release = new Release(
        1, "shop", digest, image, Map.of(), Map.of(), List.of(), "b", "c", "", Instant.EPOCH);
    target = docker.bare().target();
    assertThatThrownBy(
            () -> control().start(release, ReleaseFiles.ofImage("shop", digest), line -> {}))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining(
            "Docker target '" + docker.name() + "', container '" + container("1-1") + "', ")
        .hasMessageContaining("image '" + image + "': it is not on the engine at ");
    assertThat(containers()).extracting(Hosted::name).containsExactly(container("proxy"));
    assertThatThrownBy(() -> start(release(2)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("release 2 (commit c0ffee) is of files, and no image is named");
    assertThat(target.state().kept()).isEmpty();
  }

  @Test
  void aRehearsalThatAKilledProcessHasLeftIsEnded() throws Exception {
    start(release(1));
    Rehearsal left = control().rehearse(release(1), line -> {});
    assertThat(body(left.address())).isEqualTo("hello 1");
    assertThat(containers()).hasSize(3);
    docker.described().target().control(2);
    assertThat(containers())
        .extracting(Hosted::name)
        .containsExactlyInAnyOrder(container("proxy"), container("1-1"));
  }

  private String container(String rest) {
    return "slipway-" + docker.name() + "-" + rest;
  }

  private Map<String, String> addresses() throws InterruptedException {
    return containers().stream().collect(Collectors.toMap(Hosted::name, Hosted::address));
  }

  private void awaitTraffic() throws Exception {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!target.state().trouble().isEmpty() || status(target.state().address()) != 200) {
      assertThat(System.nanoTime()).as(() -> target.state().trouble()).isLessThan(limit);
      Thread.sleep(50);
    }
  }

  @Test
  void aShareIsRightAlsoWhenTheReleaseHasMoreContainers() throws Exception {
    start(release(1));
    control().route(release(1));
    target = docker.described().replicas(3).target();
    start(release(2));
    control().share(release(2), 10);
    assertThat(answersOf(2, 300)).isEqualTo(30);
  }

  @Test
  void aProxyThatIsDescribedOtherwiseStaysAndIsToldTruly() throws Exception {
    start(release(1));
    control().route(release(1));
    URI address = target.state().address();
    target = docker.described().listen("127.0.0.1", FreePort.next()).target();
    control();
    assertThat(target.state().address()).isEqualTo(address);
    docker.host().remove(container("proxy"));
    start(release(1));
    control().route(release(1));
    assertThat(target.state().address()).isNotEqualTo(address);
    assertThat(body(target.state().address())).isEqualTo("hello 1");
  }

  @Test
  void anImageThatIsNotThereIsTold() {
    target = docker.described().image(Image.of("slipway/none:1")).target();
    assertThatThrownBy(() -> start(release(1)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("image 'slipway/none:1'");
  }

  @Test
  void whatIsWrongWithTheDescriptionIsTold() {
    assertThatThrownBy(() -> docker
            .described()
            .port(0)
            .replicas(0)
            .health("no path")
            .listen("", -1)
            .target())
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("the port 0")
        .hasMessageContaining("0 replicas")
        .hasMessageContaining("the path 'no path'")
        .hasMessageContaining("the port -1 for users");
  }
}
