package dev.slipway.deploy.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Release;
import dev.slipway.model.Artifact;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every target has to do, whether it runs releases beside each other or not. Its application answers with the variable {@code GREETING}. */
@Timeout(120)
public abstract class TargetContract {
  private final HttpClient client = HttpClient.newHttpClient();

  /** Returns the target, the same during one test. */
  protected abstract Target target();

  /** Returns the content of an application as it is described. */
  protected abstract ReleaseFiles files();

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
  void aReleaseThatDoesNotRunGetsNoTraffic() throws Exception {
    start(release(1));
    control().route(release(1));
    assertThatThrownBy(() -> control().route(release(2)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("release 2 (commit c0ffee) ");
    assertThat(body(target().state().address())).isEqualTo("hello 1");
  }

  @Test
  void aReleaseThatIsRetiredWithTheTrafficLeavesNothingServedAndComesBackFromWhatIsKept()
      throws Exception {
    start(release(1));
    control().route(release(1));
    control().retire(release(1));
    assertThat(target().state().serving()).isZero();
    assertThat(target().state().running()).isEmpty();
    control().start(release(1), null, line -> {});
    control().route(release(1));
    assertThat(body(target().state().address())).isEqualTo("hello 1");
    assertThat(target().state().trouble()).isEmpty();
  }

  @Test
  void aRemovedReleaseIsNotKept() throws Exception {
    start(release(1));
    control().route(release(1));
    assertThatThrownBy(() -> control().remove(release(1)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("release 1 (commit c0ffee) runs");
    control().retire(release(1));
    assertThat(target().state().kept()).containsExactly(1);
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
  void eachReleaseGetsItsOwnSecretsWhereTheTargetCanGiveThem() throws Exception {
    if (!target().abilities().contains(TargetAbility.SECRETS)) {
      return;
    }
    Release first = release(1, Map.of(), Map.of("GREETING", "one"));
    Release second = release(2, Map.of(), Map.of("GREETING", "two"));
    TargetControl control = target()
        .control(
            1,
            release -> release.secrets().isEmpty()
                ? Map.of()
                : Map.of("GREETING", Secret.of("GREETING", "it's hushed " + release.number())));
    for (Release release : List.of(first, second)) {
      control.start(release, files(), line -> assertThat(line).doesNotContain("hushed"));
      control.route(release);
      assertThat(body(target().state().address())).isEqualTo("it's hushed " + release.number());
    }
    control.retire(first);
    control.start(first, null, line -> {}); // from what is kept
    control.route(first);
    assertThat(body(target().state().address())).isEqualTo("it's hushed 1");
    if (target().abilities().contains(TargetAbility.REHEARSE)) {
      try (Rehearsal copy = control.rehearse(second, line -> {})) {
        assertThat(body(copy.address())).isEqualTo("it's hushed 2");
      }
    }
  }

  /** Returns the control of the same owner each time. */
  protected TargetControl control() {
    return target().control(1);
  }

  protected RunningRelease start(Release release) throws InterruptedException {
    return control().start(release, files(), line -> {});
  }

  /** Returns the image of the releases; empty for those that are files. */
  protected String image() {
    return "";
  }

  protected Release release(int number) {
    return release(number, Map.of("GREETING", "hello " + number), Map.of());
  }

  private Release release(
      int number, Map<String, String> configuration, Map<String, String> secrets) {
    return new Release(
        number,
        "app",
        "sha256:0",
        image(),
        configuration,
        secrets,
        List.of(),
        "build-" + number,
        "c0ffee",
        "",
        Instant.EPOCH);
  }

  /** Makes an artifact of one file. */
  public static ReleaseFiles files(Path file, String digest) {
    Artifact.Entry entry =
        new Artifact.Entry("target/app.jar", digest, file.toFile().length(), false);
    Artifact artifact = new Artifact("app", digest, List.of(entry));
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

  protected String body(URI address) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }

  protected int status(URI address) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
