package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.TestRegistry;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Image;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.secret.SecretSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image is built, used, and pushed to a real registry with a password; the next build gets it from there. */
@NeedsDocker
@NeedsProgram("docker-registry")
@Timeout(180)
class ImageDeliveryIT {
  private static final String DOCKERFILE =
      "FROM slipway/busybox:1\nARG VERSION=0\nRUN echo shop $VERSION > /version\n";

  @TempDir
  Path home;

  private final String tag = "slipway-it/" + UUID.randomUUID() + ":dev";
  private TestRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = TestRegistry.start(home.resolve("registry"));
  }

  @AfterEach
  void stop() {
    DockerCommand.forget(tag, registry.name("shop:1"), registry.name("shop:latest"));
    registry.close();
  }

  @Test
  void anImageGoesFromADockerfileToTheNextBuild() throws Exception {
    Pipeline first = Pipeline.named("first", p -> {
      p.step("write", s -> s.sh("printf '" + DOCKERFILE.replace("\n", "\\n") + "' > Dockerfile"));
      StepRef<Image> image =
          p.run("image", ImageBuild.of(".").arg("VERSION", "7").tag(tag));
      p.step("test", s -> s.image(image).sh("cat /version"));
      p.run(
          "push",
          ImagePush.of(image)
              .to(registry.name("shop:1"), registry.name("shop"))
              .login(TestRegistry.USER, "REGISTRY_PASSWORD"));
    });
    try (Slipway ci = slipway(TestRegistry.PASSWORD)) {
      BuildResult built = ci.build(first, Source.none()).await();
      built.throwIfNotSuccessful();
      assertThat(log(ci, built, "test")).isEqualTo("shop 7\n");
      assertThat(log(ci, built, "image"))
          .contains("Step 3/4 : RUN echo shop $VERSION > /version\n");
      Image pushed = (Image) built.step("push").output().orElseThrow();
      assertThat(pushed.name()).startsWith(registry.name("shop@sha256:"));
      assertThat(log(ci, built, "push"))
          .contains("pushed " + registry.name("shop:1") + " as sha256:")
          .contains("pushed " + registry.name("shop:latest") + " as sha256:");

      String id = DockerCommand.run("image", "inspect", "-f", "{{.Id}}", tag);
      DockerCommand.forget(
          tag, registry.name("shop:1"), registry.name("shop:latest"), pushed.name(), id);
      Pipeline next =
          Pipeline.named("next", p -> p.step("run", s -> s.image(pushed).sh("cat /version")));
      BuildResult ran = ci.build(next, Source.none()).await();
      ran.throwIfNotSuccessful();
      assertThat(log(ci, ran, "run")).isEqualTo("shop 7\n");
      DockerCommand.forget(pushed.name(), id);
    }
  }

  @Test
  void aWrongPasswordIsToldAndNotTriedAgain() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.run(
            "push",
            ImagePush.of(Image.of("slipway/busybox:1"))
                .to(registry.name("shop:1"))
                .login(TestRegistry.USER, "REGISTRY_PASSWORD")));
    try (Slipway ci = slipway("not-the-password")) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
      assertThat(result.step("push").reason().sentence())
          .contains("step 'push', image '" + registry.name("shop:1")
              + "': the registry " + registry.name("").replace("/", "")
              + " refuses the login of user 'slipway'"
              + " (secret 'REGISTRY_PASSWORD'); expected a login that it accepts;"
              + " to mend it, correct user and password where they come from")
          .doesNotContain("not-the-password");
      assertThat(log(ci, result, "push")).isEmpty();
    }
  }

  @Test
  void aRegistryThatBreaksOffIsTriedAgain() throws Exception {
    try (FlakyRelay relay = FlakyRelay.to(registry.port());
        Slipway ci = slipway(TestRegistry.PASSWORD)) {
      String name = "127.0.0.1:" + relay.port() + "/shop:1";
      Pipeline pipeline = Pipeline.named(
          "p",
          p -> p.run(
              "push",
              ImagePush.of(Image.of("slipway/busybox:1"))
                  .to(name)
                  .login(TestRegistry.USER, "REGISTRY_PASSWORD")));
      Build build = ci.build(pipeline, Source.none());
      try (BufferedReader log =
          new BufferedReader(new InputStreamReader(build.follow("push"), UTF_8))) {
        assertThat(log.readLine()).isEqualTo("pushing " + name);
        assertThat(log.readLine()).matches("that broke off \\(.*\\); trying again in 1 s");
        relay.open();
        assertThat(log.lines()).last().asString().startsWith("pushed " + name + " as sha256:");
      }
      build.await().throwIfNotSuccessful();
      DockerCommand.forget(name);
    }
  }

  @Test
  void aDestinationThatIsNoneIsToldWithTheDefinition() {
    String digest = "sha256:" + "0".repeat(64);
    assertThatThrownBy(() -> Pipeline.named("p", p -> {
          p.run("nowhere", ImagePush.of(Image.of("Busybox")));
          p.run("fixed", ImagePush.of(Image.of("busybox")).to("host/a@" + digest));
          p.run("build", ImageBuild.of("../x").tag("A").arg("a b", "1").platform("x"));
        }))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContainingAll(
            "step 'nowhere', image: the image name 'Busybox' has capital letters",
            "step 'nowhere', push: it goes nowhere; expected a name; to mend it, add one with to(...)",
            "step 'fixed', push: the image name 'host/a@" + digest
                + "' has a digest; expected a name"
                + " with a tag; to mend it, leave out the '@' and what follows: the content decides",
            "step 'build', build context: the path '../x'; expected a path within the workspace;",
            "step 'build', tag: the image name 'A' has capital letters",
            "step 'build', build argument: the name 'a b'; expected letters, digits and '_';",
            "step 'build', build: platform 'x'; expected a system and a processor");
  }

  private Slipway slipway(String password) {
    return Slipway.builder()
        .home(home.resolve("slipway"))
        .secrets(SecretSource.of(Map.of("REGISTRY_PASSWORD", password)))
        .build();
  }

  private static String log(Slipway ci, BuildResult result, String step) throws IOException {
    try (InputStream log = ci.logs(result.buildId()).read(step, LogStream.OUT)) {
      return new String(log.readAllBytes(), UTF_8);
    }
  }
}
