package dev.slipway.deploy.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Release;
import dev.slipway.model.Artifact;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every target has to do. Its application answers with the variable {@code GREETING}. */
@Timeout(60)
public abstract class TargetContract {
  private final HttpClient client = HttpClient.newHttpClient();

  /** Returns the target, the same during one test. */
  protected abstract Target target();

  /** Returns the content of an application as it is described. */
  protected abstract ReleaseFiles files();

  @Test
  void aStartedReleaseAnswersByItselfAndHasNoTraffic() throws Exception {
    RunningRelease running = start(release(1));
    assertThat(running.number()).isEqualTo(1);
    assertThat(body(running.address())).isEqualTo("hello 1");
    assertThat(target().state().running()).containsExactly(running);
    assertThat(target().state().serving()).isZero();
    assertThat(status(target().state().address())).isEqualTo(503);
  }

  @Test
  void startingAgainGivesTheSameRelease() throws Exception {
    assertThat(start(release(1))).isEqualTo(start(release(1)));
    assertThat(control().start(release(1), null, line -> {})).isEqualTo(start(release(1)));
  }

  @Test
  void trafficGoesWhereItWasLedLast() throws Exception {
    start(release(1));
    start(release(2));
    control().route(release(1));
    assertThat(body(target().state().address())).isEqualTo("hello 1");
    control().route(release(2));
    assertThat(body(target().state().address())).isEqualTo("hello 2");
    control().route(release(2));
    control().route(release(1));
    assertThat(body(target().state().address())).isEqualTo("hello 1");
    assertThat(target().state().serving()).isEqualTo(1);
  }

  @Test
  void aRetiredReleaseDoesNotRunAndCanBeStartedFromWhatIsKept() throws Exception {
    start(release(1));
    control().retire(release(1));
    control().retire(release(1));
    assertThat(target().state().running()).isEmpty();
    assertThat(target().state().kept()).containsExactly(1);
    RunningRelease again = control().start(release(1), null, line -> {});
    assertThat(body(again.address())).isEqualTo("hello 1");
  }

  @Test
  void retiringTheReleaseThatHasTheTrafficLeavesNothingServed() throws Exception {
    start(release(1));
    control().route(release(1));
    control().retire(release(1));
    assertThat(target().state().serving()).isZero();
    assertThat(status(target().state().address())).isEqualTo(503);
  }

  @Test
  void aReleaseThatDoesNotRunGetsNoTraffic() throws Exception {
    start(release(1));
    control().route(release(1));
    assertThatThrownBy(() -> control().route(release(2)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("release 2 (commit c0ffee) does not run");
    assertThat(body(target().state().address())).isEqualTo("hello 1");
  }

  @Test
  void aRemovedReleaseIsNotKept() throws Exception {
    start(release(1));
    assertThatThrownBy(() -> control().remove(release(1)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("release 1 (commit c0ffee) runs");
    control().retire(release(1));
    control().remove(release(1));
    control().remove(release(1));
    assertThat(target().state().kept()).isEmpty();
    assertThatThrownBy(() -> control().start(release(1), null, line -> {}))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("release 1 (commit c0ffee) is not kept");
  }

  @Test
  void whatWasNeverThereMayBeRetiredAndRemoved() throws Exception {
    control().retire(release(9));
    control().remove(release(9));
    assertThat(target().state().running()).isEmpty();
  }

  @Test
  void whoHasLostTheLockIsRefused() throws Exception {
    TargetControl stale = target().control(7);
    stale.start(release(1), files(), line -> {});
    stale.route(release(1));
    stale.start(release(2), files(), line -> {});
    TargetControl fresh = target().control(8);
    assertThatThrownBy(() -> stale.route(release(2)))
        .isInstanceOf(StaleOwnerException.class)
        .hasMessageContaining("the fencing token 7, which has lost the lock of its environment")
        .hasMessageContaining("the one with the token 8");
    assertThatThrownBy(() -> stale.retire(release(1))).isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> stale.remove(release(1))).isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> stale.start(release(3), files(), line -> {}))
        .isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> target().control(7)).isInstanceOf(StaleOwnerException.class);
    assertThat(target().state().serving()).isEqualTo(1);
    fresh.route(release(2));
    assertThat(target().state().serving()).isEqualTo(2);
  }

  @Test
  void aShareOfTheTrafficGoesToAnotherReleaseWhereTheTargetCanDoThat() throws Exception {
    if (!target().abilities().contains(TargetAbility.SHARE_TRAFFIC)) {
      assertThatThrownBy(() -> control().share(release(1), 10))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    start(release(1));
    start(release(2));
    assertThatThrownBy(() -> control().share(release(2), 10)).isInstanceOf(TargetException.class);
    control().route(release(1));
    control().share(release(2), 10);
    assertThat(answersOf(2, 100)).isEqualTo(10);
    assertThat(target().state().serving()).isEqualTo(1);
    control().share(release(2), 50);
    assertThat(answersOf(2, 100)).isEqualTo(50);
    control().retire(release(2));
    assertThat(answersOf(2, 20)).isZero();
    start(release(2));
    control().share(release(2), 1);
    control().route(release(2));
    assertThat(answersOf(2, 20)).isEqualTo(20);
  }

  private int answersOf(int number, int requests) throws Exception {
    int found = 0;
    for (int i = 0; i < requests; i++) {
      found += body(target().state().address()).equals("hello " + number) ? 1 : 0;
    }
    return found;
  }

  /** Returns the control of the same owner each time. */
  protected TargetControl control() {
    return target().control(1);
  }

  private RunningRelease start(Release release) throws InterruptedException {
    return control().start(release, files(), line -> {});
  }

  protected static Release release(int number) {
    return new Release(
        number,
        "app",
        "sha256:0",
        Map.of("GREETING", "hello " + number),
        "build-" + number,
        "c0ffee",
        Instant.EPOCH);
  }

  /** Makes an artifact of one file. */
  public static ReleaseFiles files(Path file, String digest) {
    Artifact.Entry entry =
        new Artifact.Entry("target/app.jar", digest, file.toFile().length(), false);
    Artifact artifact = new Artifact("app", digest, java.util.List.of(entry));
    return new ReleaseFiles() {
      @Override
      public Artifact artifact() {
        return artifact;
      }

      @Override
      public Path content(Artifact.Entry wanted) {
        assertThat(wanted).isEqualTo(entry);
        return file;
      }
    };
  }

  private String body(URI address) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }

  private int status(URI address) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
