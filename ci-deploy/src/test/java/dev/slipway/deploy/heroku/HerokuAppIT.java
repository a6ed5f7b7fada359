package dev.slipway.deploy.heroku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.Delivery;
import dev.slipway.deploy.DeploymentFailedException;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Environment;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetContract;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.docker.DockerHost;
import dev.slipway.docker.DockerRuntime;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.fixture.NeedsImage;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.TestRegistry;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Image;
import dev.slipway.secret.Secret;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fake of Heroku's API that is held to its published schema, with a real engine and a real registry. */
@NeedsProgram("docker-registry")
@NeedsImage("slipway/busybox:1")
class HerokuAppIT extends TargetContract {
  @TempDir
  Path directory;

  private static final String FIRST = "slipway-it/heroku:first";
  private static final String OTHER = "slipway-it/heroku:other";

  private final SystemTime time = SystemTime.create();
  private DockerRuntime docker;
  private TestRegistry registry;
  private FakeHeroku heroku;
  private HerokuApp target;

  @BeforeEach
  void open() throws Exception {
    docker = DockerRuntime.builder(time).connect();
    build(FIRST);
    build(OTHER);
    registry = TestRegistry.start(directory.resolve("registry"));
    heroku = new FakeHeroku(registry);
    target = described(TestRegistry.PASSWORD).target();
  }

  /** What is pushed keeps the digest of its registry, so it must be no image of other tests. */
  private void build(String name) throws IOException {
    Path context = Files.createDirectories(directory.resolve("image"));
    Files.writeString(
        context.resolve("Dockerfile"), "FROM slipway/busybox:1\nLABEL name=" + name + "\n");
    DockerCommand.run("build", "--quiet", "--tag", name, context.toString());
  }

  private static String id(String name) {
    return DockerCommand.run("image", "inspect", "-f", "{{.Id}}", name);
  }

  private HerokuAppBuilder described(String token) {
    return HerokuApp.named(FakeHeroku.APP, Secret.of("HEROKU_API_KEY", token), host(), time)
        .api(heroku.api())
        .registry(registry.name("").replaceAll("/$", ""))
        .releaseWithin(Duration.ofSeconds(3));
  }

  private DockerHost host() {
    return DockerHost.of(docker);
  }

  @AfterEach
  void close() throws Exception {
    heroku.close();
    DockerCommand.forget(id(FIRST), id(OTHER));
    registry.close();
    docker.close();
    time.close();
  }

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected String image() {
    return FIRST;
  }

  @Override
  protected ReleaseFiles files() {
    return ReleaseFiles.ofImage("shop", "sha256:0");
  }

  private Release with(Release release, String image) {
    return new Release(
        release.number(),
        release.artifact(),
        release.digest(),
        image,
        release.configuration(),
        release.secrets(),
        release.hooks(),
        release.buildId(),
        release.commit(),
        release.by(),
        release.at());
  }

  @Test
  void aReleaseIsConfigurationAndImageAndTheWayBackIsOneCall() throws Exception {
    start(release(1));
    control().route(release(1));
    assertThat(heroku.changes()).containsExactly("PATCH /config-vars", "PATCH /formation");
    assertThat(heroku.variables())
        .containsEntry("GREETING", "hello 1")
        .containsEntry("DATABASE_URL", "postgres://addon")
        .containsEntry("SLIPWAY_VARIABLES", "GREETING");
    Release other = with(release(2), OTHER);
    start(other);
    control().route(other);
    assertThat(body(target.state().address())).isEqualTo("hello 2");
    control().route(release(1));
    assertThat(heroku.changes().subList(2, heroku.changes().size()))
        .containsExactly("PATCH /config-vars", "PATCH /formation", "POST /releases");
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    assertThat(target.state().kept()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void anotherProcessGoesBackToWhatHerokuKeeps() throws Exception {
    start(release(1));
    control().route(release(1));
    start(release(2));
    control().route(release(2));
    HerokuApp another = described(TestRegistry.PASSWORD).target();
    assertThat(another.state().serving()).isEqualTo(2);
    another.control(2).start(release(1), null, line -> {});
    another.control(2).route(release(1));
    assertThat(body(another.state().address())).isEqualTo("hello 1");
    assertThat(another.state().trouble()).isEmpty();
  }

  @Test
  void whoWasOvertakenIsRefusedAlsoInAnotherProcess() throws Exception {
    HerokuApp another = described(TestRegistry.PASSWORD).target();
    another.control(5).start(release(1), files(), line -> {});
    another.control(5).route(release(1));
    assertThatThrownBy(() -> target.control(4)).isInstanceOf(StaleOwnerException.class);
  }

  private HerokuApp another() {
    return described(TestRegistry.PASSWORD).target();
  }

  @Test
  void whoIsOvertakenByAnotherProcessCanChangeNothingMore() throws Exception {
    TargetControl stale = target.control(4);
    stale.start(release(1), files(), line -> {});
    stale.route(release(1));
    stale.start(release(2), files(), line -> {});
    HerokuApp another = another();
    another.control(5).start(release(3), files(), line -> {});
    another.control(5).route(release(3));
    List<String> changes = heroku.changes();
    assertThatThrownBy(() -> stale.start(release(1), null, line -> {}))
        .isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> stale.start(release(4), files(), line -> {}))
        .isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> stale.route(release(2))).isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> stale.retire(release(3))).isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> stale.remove(release(1))).isInstanceOf(StaleOwnerException.class);
    assertThat(heroku.changes()).isEqualTo(changes);
    assertThat(another.state().kept()).containsExactlyInAnyOrder(1, 3);
    assertThat(body(another.state().address())).isEqualTo("hello 3");
  }

  @Test
  void whoIsNotRefusedBeforehandNoticesOnTheWayThatAnotherHasTakenOver() throws Exception {
    start(release(1));
    control().route(release(1));
    Release other = with(release(2), OTHER);
    start(other);
    List<String> changes = new ArrayList<>(heroku.changes());
    heroku.overtaken = "PATCH /config-vars";
    assertThatThrownBy(() -> control().route(other))
        .isInstanceOf(StaleOwnerException.class)
        .hasMessageContaining("the one with the token 99");
    changes.add("PATCH /config-vars"); // neither the image, nor back to what was before
    assertThat(heroku.changes()).isEqualTo(changes);
  }

  @Test
  void aWayBackLeavesTheTokenOfWhoWentIt() throws Exception {
    TargetControl first = target.control(4);
    for (int number : List.of(1, 2)) {
      first.start(release(number), files(), line -> {});
      first.route(release(number));
    }
    HerokuApp another = another();
    another.control(6).start(release(1), null, line -> {});
    another.control(6).route(release(1));
    assertThat(heroku.changes().subList(3, heroku.changes().size()))
        .containsExactly("PATCH /config-vars", "POST /releases");
    assertThatThrownBy(() -> first.route(release(2))).isInstanceOf(StaleOwnerException.class);
    assertThatThrownBy(() -> another().control(5)).isInstanceOf(StaleOwnerException.class);
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().trouble()).isEmpty();
    assertThat(target.state().kept()).containsExactlyInAnyOrder(1, 2);
    another.control(6).route(release(2));
    assertThat(heroku.changes()).hasSize(6); // it is noted already
    assertThat(body(target.state().address())).isEqualTo("hello 2");
  }

  @Test
  void aReleaseThatFailsLeavesTheTokenOfWhoTriedIt() throws Exception {
    heroku.released("by hand", id(OTHER));
    heroku.outcome = "failed";
    target.control(6).start(release(1), files(), line -> {});
    assertThatThrownBy(() -> target.control(6).route(release(1)))
        .isInstanceOf(ReleaseNotStartedException.class);
    assertThat(heroku.variables()).doesNotContainKey("SLIPWAY_RELEASE");
    assertThatThrownBy(() -> another().control(5)).isInstanceOf(StaleOwnerException.class);
  }

  @Test
  void aPersonMayTakeTheTokenAwayForWhoBeginsToCountAnew() throws Exception {
    target.control(7).start(release(1), files(), line -> {});
    target.control(7).route(release(1));
    assertThatThrownBy(() -> another().control(1)).isInstanceOf(StaleOwnerException.class);
    heroku.set("SLIPWAY_TOKEN", null);
    HerokuApp anew = another();
    anew.control(1).start(release(2), files(), line -> {});
    anew.control(1).route(release(2));
    assertThat(body(anew.state().address())).isEqualTo("hello 2");
  }

  @Test
  void aReleaseThatHerokuCannotRunGivesTheOneBeforeBack() throws Exception {
    start(release(1));
    control().route(release(1));
    Release bad = with(release(2), OTHER);
    start(bad);
    heroku.outcome = "failed";
    assertThatThrownBy(() -> control().route(bad))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("Heroku app 'shop': release 2 (commit c0ffee): v5 has failed");
    assertThat(body(target.state().address())).isEqualTo("hello 1");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void anAppThatRanBeforeRunsOnWhenTheFirstReleaseIsBad() throws Exception {
    heroku.released("by hand", id(OTHER));
    assertThat(target.state().serving()).isZero();
    start(release(1));
    heroku.outcome = "failed";
    assertThatThrownBy(() -> control().route(release(1)))
        .isInstanceOf(ReleaseNotStartedException.class);
    control().retire(release(1));
    assertThat(body(target.state().address())).isEqualTo("by hand");
    assertThat(heroku.variables()).doesNotContainKey("SLIPWAY_RELEASE");
  }

  @Test
  void aReleaseThatStaysPendingIsGivenUp() throws Exception {
    start(release(1));
    heroku.pendings = Integer.MAX_VALUE;
    assertThatThrownBy(() -> control().route(release(1)))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("is still pending after PT3S");
    assertThat(target.state().serving()).isZero();
  }

  @Test
  void aChangeThatWasNotFinishedIsToldAndLedBack() throws Exception {
    start(release(1));
    control().route(release(1));
    Release other = with(release(2), OTHER);
    start(other);
    heroku.refused = "PATCH /formation";
    assertThatThrownBy(() -> control().route(other))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("PATCH /formation: it answers with status 422: not today");
    heroku.refused = "";
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().trouble()).isEmpty();
    assertThat(body(target.state().address())).isEqualTo("hello 1");
  }

  @Test
  void whatIsWrongIsTold() throws Exception {
    assertThatThrownBy(() -> described("a wrong token, really").target().control(1))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("Heroku app 'shop', GET /releases: it answers with status 401")
        .hasMessageNotContaining("a wrong token");
    HerokuApp nobody =
        described(TestRegistry.PASSWORD).api(URI.create("http://127.0.0.1:1")).target();
    assertThatThrownBy(nobody::state)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("it cannot be asked: ");
    Release none = with(release(1), registry.name("none:1"));
    assertThatThrownBy(() -> control().start(none, files(), line -> {}))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("Heroku app 'shop', image '" + registry.name("none:1"));
    assertThatThrownBy(() -> HerokuApp.named(
                "My Shop", Secret.of("TOKEN", "a token of some length"), host(), time)
            .processes("a b")
            .releaseWithin(Duration.ZERO)
            .target())
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(3));
  }

  @Test
  void environmentsDeployAndGoBack() throws Exception {
    Database database = Database.file(directory.resolve("slipway.db"));
    Deployments deployments = Deployments.of(time);
    Environment good = environment(database, "no");
    Image image = Image.of(id(FIRST));
    deployments.deploy(good, Delivery.of(image).by("ann"));
    Environment bad = environment(database, "yes");
    assertThatThrownBy(() -> deployments.deploy(bad, Delivery.of(image)))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("serves release 1, as before");
    assertThat(heroku.variables()).containsEntry("BAD", "no").containsEntry("SLIPWAY_RELEASE", "1");
    deployments.deploy(good, Delivery.of(image));
    deployments.rollback(good);
    assertThat(target.state().serving()).isEqualTo(1);
  }

  private Environment environment(Database database, String bad) {
    return Environment.named(
        "production",
        e -> e.target(target)
            .store(database)
            .env("BAD", bad)
            .smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ofMillis(200))));
  }

  @Test
  void itsAbilitiesAreThoseOfAPlatform() {
    assertThat(target.abilities())
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("IMAGES", "SECRETS");
    assertThatThrownBy(
            () -> Environment.named("production", e -> e.target(target).rehearseWayBack()))
        .isInstanceOf(DefinitionException.class);
  }
}
