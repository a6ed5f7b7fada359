package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.deploy.docker.DockerFixture;
import dev.slipway.deploy.docker.DockerTarget;
import dev.slipway.deploy.release.Release;
import dev.slipway.docker.ImageBuild;
import dev.slipway.docker.ImagePush;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.fixture.NeedsImage;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.TestRegistry;
import dev.slipway.model.Image;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.secret.SecretSource;
import dev.slipway.store.Database;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images are built, pushed to a real registry, released on a real engine, gone back from, and promoted. */
@Timeout(180)
@NeedsProgram("docker-registry")
@NeedsImage("slipway/proxy:1")
class DockerImageReleaseIT {
  @TempDir
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestRegistry registry;
  private DockerFixture stagingHost;
  private DockerFixture productionHost;
  private Slipway ci;

  @BeforeEach
  void open() throws Exception {
    registry = TestRegistry.start(directory.resolve("registry"));
    stagingHost = new DockerFixture(directory.resolve("staging"));
    productionHost = new DockerFixture(directory.resolve("production"));
    ci = Slipway.builder()
        .home(directory.resolve("home"))
        .secrets(SecretSource.of(Map.of("REGISTRY_PASSWORD", TestRegistry.PASSWORD)))
        .build();
  }

  @AfterEach
  void close() throws Exception {
    ci.close();
    productionHost.close();
    stagingHost.close();
    DockerCommand.run("image", "ls", "--quiet", "--no-trunc", registry.name("shop"))
        .lines()
        .forEach(DockerCommand::forget);
    registry.close();
  }

  private DockerTarget target(DockerFixture host) {
    return host.bare().target();
  }

  private Environment environment(String name, DockerTarget target) {
    return Environment.named(
        name,
        e -> e.target(target)
            .store(Database.file(directory.resolve("slipway.db")))
            .env("GREETING", "hello " + name)
            .rehearseWayBack()
            .smoke(t -> t.get("/health", r -> r.status(200)).retryFor(Duration.ofSeconds(1))));
  }

  private Pipeline release(String mode, Environment staging) {
    return Pipeline.named("shop", p -> {
      p.call("write", context -> PerlApp.script(context.workspace(), mode));
      p.step(
          "dockerfile",
          s -> s.sh("mv *.pl app.pl; printf 'FROM slipway/debian:12\\nCOPY app.pl /\\nCMD"
              + " [\"perl\", \"/app.pl\"]\\n' >Dockerfile"));
      StepRef<Image> built = p.run("image", ImageBuild.of("."));
      StepRef<Image> pushed = p.run(
          "push",
          ImagePush.of(built)
              .to(registry.name("shop:latest"))
              .login(TestRegistry.USER, "REGISTRY_PASSWORD"));
      p.run("deploy", Deploy.image(pushed).to(staging));
    });
  }

  private String answer(DockerTarget target) throws Exception {
    URI address = target.state().address();
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void anImageGoesFromADockerfileToProduction() throws Exception {
    DockerTarget stagingTarget = target(stagingHost);
    DockerTarget productionTarget = target(productionHost);
    Environment staging = environment("staging", stagingTarget);
    Environment production = environment("production", productionTarget);
    Deployments deployments = Deployments.of(ci.time());

    ci.build(release("good", staging), Source.none()).await().throwIfNotSuccessful();
    Release first = deployments.current(staging).orElseThrow();
    assertThat(first.image()).startsWith(registry.name("shop@sha256:")).endsWith(first.digest());
    assertThat(answer(stagingTarget)).isEqualTo("hello staging");

    BuildResult bad = ci.build(release("bad", staging), Source.none()).await();
    assertThat(bad.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(deployments.current(staging)).contains(first);
    assertThat(answer(stagingTarget)).isEqualTo("hello staging");

    deployments.deploy(production, Delivery.promoting(staging, ci.artifacts()).by("ann"));
    assertThat(deployments.current(production))
        .hasValueSatisfying(r -> assertThat(r.image()).isEqualTo(first.image()));
    assertThat(answer(productionTarget)).isEqualTo("hello production");
  }
}
