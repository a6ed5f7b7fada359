package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.diagnostic.Problem;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.TestRegistry;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PullPolicy;
import dev.slipway.model.PullProgress;
import dev.slipway.model.Service;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.run.RunEvent;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretSource;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images come from a real registry that wants a password. */
@NeedsDocker
@NeedsProgram("docker-registry")
@Timeout(180)
class ImagePullIT {
  private static final Secret PASSWORD = Secret.of("REGISTRY_PASSWORD", TestRegistry.PASSWORD);

  @TempDir
  Path home;

  private final SystemTime time = SystemTime.create();
  private TestRegistry registry;
  private DockerRuntime runtime;
  private Image shop;

  @BeforeEach
  void start() throws IOException {
    registry = TestRegistry.start(home.resolve("registry"));
    runtime = logged();
    shop = Image.of(registry.name("team/shop:1"));
    push("slipway/busybox:1", shop);
  }

  @AfterEach
  void stop() {
    forget();
    runtime.close();
    time.close();
    registry.close();
  }

  @Test
  void aPolicySaysWhenAnImageIsFetched() throws Exception {
    assertThat(check(shop.pull(PullPolicy.NEVER)))
        .singleElement()
        .asString()
        .startsWith("image '" + shop + "': it is not on the engine at ")
        .endsWith(" and is never pulled; expected an image that is there;"
            + " to mend it, pull or build it beforehand, or choose another pull policy");
    List<PullProgress> progress = new CopyOnWriteArrayList<>();
    assertThat(runtime.check(List.of(shop), false, ear(progress))).isEmpty();
    assertThat(progress.get(0)).isEqualTo(new PullProgress(shop.name(), 0, 0, false));
    assertThat(progress.get(progress.size() - 1).done()).isTrue();

    String old = DockerCommand.run("image", "inspect", "-f", "{{.Id}}", shop.name());
    Image other = Image.of("slipway-it/" + UUID.randomUUID() + ":1");
    DockerCommand.run("tag", "slipway/busybox:1", other.name());
    Path context = Files.createDirectories(home.resolve("context"));
    Files.writeString(
        context.resolve("Dockerfile"), "FROM slipway/busybox:1\nLABEL it=" + other + "\n");
    DockerCommand.run("build", "-t", other.name(), context.toString());
    push(other.name(), shop);
    DockerCommand.run("tag", old, shop.name());

    assertThat(check(shop)).isEmpty();
    assertThat(DockerCommand.run("image", "inspect", "-f", "{{.Id}}", shop.name()))
        .isEqualTo(old);
    assertThat(check(shop.pull(PullPolicy.ALWAYS))).isEmpty();
    assertThat(DockerCommand.run("image", "inspect", "-f", "{{.Id}}", shop.name()))
        .isNotEqualTo(old);
    DockerCommand.forget(other.name());
  }

  @Test
  void theDigestIsThatOfTheRegistryOrTheId() throws Exception {
    assertThat(runtime.digest(shop)).isEmpty();
    check(shop);
    String digest = runtime.digest(shop).orElseThrow();
    assertThat(registry.name("team/shop@" + digest))
        .isEqualTo(
            DockerCommand.run("image", "inspect", "-f", "{{index .RepoDigests 0}}", shop.name()));
    assertThat(check(shop.pinned(digest))).isEmpty();

    Image local = Image.of("slipway/busybox:1");
    String id = runtime.digest(local).orElseThrow();
    assertThat(id).isEqualTo(DockerCommand.run("image", "inspect", "-f", "{{.Id}}", local.name()));
    assertThat(check(local.pinned(id))).isEmpty();
    assertThat(runtime.digest(local.pinned(id))).hasValue(id);
    assertThat(runtime.images().onEngine(local.pinned(id)).name()).isEqualTo(id);
  }

  @Test
  void aWrongPlatformIsToldAsSuch() throws Exception {
    String arm = "slipway-it/" + UUID.randomUUID() + ":arm";
    ForeignImage.load(home, arm, "arm64");
    assertThat(check(Image.of(arm)))
        .singleElement()
        .asString()
        .startsWith("image '" + arm + "': it is for linux/arm64, and the engine at ")
        .endsWith(
            " is linux/amd64; expected an image for linux/amd64;"
                + " to mend it, use one, or say platform(\"linux/arm64\") if the engine can emulate it");
    assertThat(check(Image.of(arm).platform("linux/arm64"))).isEmpty();
    assertThat(check(Image.of(arm).platform("linux/amd64").pull(PullPolicy.NEVER)))
        .singleElement()
        .hasToString(
            "image '" + arm + "': it is for linux/arm64, but the step asks for linux/amd64;"
                + " expected an image for linux/amd64; to mend it, use one, or correct the platform");
    check(shop);
    assertThat(check(shop.platform("linux/s390x"))).singleElement().asString().contains("s390x");
    DockerCommand.forget(arm);
  }

  @Test
  void oneImageIsFetchedOnceForAll() throws Exception {
    List<PullProgress> progress = new CopyOnWriteArrayList<>();
    List<CompletableFuture<List<Problem>>> checks = new ArrayList<>();
    try (DockerRuntime second = logged()) {
      for (int i = 0; i < 8; i++) {
        DockerRuntime one = i % 2 == 0 ? runtime : second;
        CompletableFuture<List<Problem>> over = new CompletableFuture<>();
        checks.add(over);
        time.start("check", () -> {
          try {
            over.complete(one.check(List.of(shop), false, ear(progress)));
          } catch (InterruptedException e) {
            over.completeExceptionally(e);
          }
        });
      }
      for (CompletableFuture<List<Problem>> check : checks) {
        assertThat(check.get()).isEmpty();
      }
    }
    // all who wait for one download hear the same of it
    Set<PullProgress> ends = Collections.newSetFromMap(new IdentityHashMap<>());
    progress.stream().filter(PullProgress::done).forEach(ends::add);
    assertThat(ends).hasSize(1);
  }

  @Test
  void aWrongPasswordIsToldAndNotShown() throws Exception {
    try (DockerRuntime wrong = DockerRuntime.builder(time)
        .credentials(host(), "slipway", Secret.of("OLD_PASSWORD", "not-the-password"))
        .connect()) {
      assertThat(wrong.check(List.of(shop), false))
          .singleElement()
          .hasToString("image '" + shop + "': the registry " + host()
              + " refuses the login of user 'slipway' (secret 'OLD_PASSWORD'); expected a login that"
              + " it accepts; to mend it, correct user and password where they come from");
    }
    try (DockerRuntime nobody = DockerRuntime.builder(time).connect()) {
      assertThat(nobody.check(List.of(shop), false))
          .singleElement()
          .asString()
          .contains(" and cannot be pulled: ")
          .contains("no basic auth credentials")
          .endsWith("or log in to its registry");
    }
  }

  @Test
  void aStepLogsInWithASecretAndABuildTellsOfTheDownload() throws Exception {
    List<RunEvent> events = new CopyOnWriteArrayList<>();
    Image own = shop.login(TestRegistry.USER, "REGISTRY_PASSWORD");
    Pipeline pipeline = Pipeline.named("p", p -> p.step("use", s -> s.image(own).sh("true")));
    try (Slipway ci = Slipway.builder()
        .home(home.resolve("slipway"))
        .secrets(SecretSource.of(Map.of("REGISTRY_PASSWORD", TestRegistry.PASSWORD)))
        .listener((build, event) -> events.add(event))
        .build()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      result.throwIfNotSuccessful();
    }
    assertThat(events)
        .filteredOn(RunEvent.ImagePulling.class::isInstance)
        .extracting(event -> ((RunEvent.ImagePulling) event).progress().sentence())
        .startsWith("pulling " + shop)
        .last()
        .asString()
        .startsWith("pulled " + shop);
  }

  @Test
  void anImageIsTakenFromAMirror() throws Exception {
    try (DockerRuntime mirrored = DockerRuntime.builder(time)
        .credentials(host(), TestRegistry.USER, PASSWORD)
        .substitute(name -> name.registry().equals("docker.io") ? name.at(host()) : name)
        .connect()) {
      Image named = Image.of("team/shop:1");
      assertThat(mirrored.check(List.of(named), false)).isEmpty();
      assertThat(mirrored.images().onEngine(named)).isEqualTo(shop);
      assertThat(mirrored.check(List.of(Image.of("team/none:1").login("u", "P")), false))
          .singleElement()
          .asString()
          .startsWith("image 'team/none:1': it is not on the engine at ")
          .contains(" and cannot be pulled as '" + host() + "/team/none:1' by user 'slipway'");
      assertThat(Service.image(named).image()).isEqualTo(named);
    }
  }

  private DockerRuntime logged() {
    return DockerRuntime.builder(time)
        .credentials(host(), TestRegistry.USER, PASSWORD)
        .connect();
  }

  private List<Problem> check(Image image) throws InterruptedException {
    return runtime.check(List.of(image), false);
  }

  private String host() {
    return "127.0.0.1:" + registry.port();
  }

  /** Pushes with a configuration of its own, and leaves the engine without the image. */
  private void push(String local, Image image) throws IOException {
    Path config = Files.createDirectories(home.resolve("docker-config"));
    String auth = Base64.getEncoder()
        .encodeToString((TestRegistry.USER + ":" + TestRegistry.PASSWORD).getBytes(UTF_8));
    Files.writeString(
        config.resolve("config.json"),
        "{\"auths\":{\"" + host() + "\":{\"auth\":\"" + auth + "\"}}}");
    DockerCommand.run("tag", local, image.name());
    DockerCommand.run(
        home,
        Map.of("DOCKER_CONFIG", config.toString()),
        "-H",
        System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock"),
        "push",
        image.name());
    forget();
  }

  private void forget() {
    DockerCommand.forget(shop.name());
    for (String digest : DockerCommand.run(
            "images",
            "--digests",
            "--format",
            "{{.Repository}}@{{.Digest}}",
            "--filter",
            "reference=" + host() + "/*/*")
        .lines()
        .toList()) {
      if (!digest.endsWith("<none>")) {
        DockerCommand.forget(digest);
      }
    }
  }

  private static ImageAccess ear(List<PullProgress> progress) {
    return new ImageAccess() {
      @Override
      public Optional<Secret> secret(String name) {
        return Optional.empty();
      }

      @Override
      public void progress(PullProgress heard) {
        progress.add(heard);
      }
    };
  }
}
