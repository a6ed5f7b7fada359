package dev.slipway.examples.readme;

import static dev.slipway.model.Readiness.tcp;
import static dev.slipway.model.Size.gibibytes;
import static java.time.Duration.ofMinutes;

import dev.slipway.docker.ImageBuild;
import dev.slipway.docker.ImagePush;
import dev.slipway.model.Cache;
import dev.slipway.model.Image;
import dev.slipway.model.Network;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Service;
import dev.slipway.model.StepRef;

/** The listing about containers. */
final class ContainerPipeline {
  private ContainerPipeline() {}

  static Pipeline checks() {
    // listing
    Pipeline checks = Pipeline.named("checks", p -> {
      StepRef<Image> image = p.run("image", ImageBuild.of(".").target("build").tag("shop:build"));

      p.parallel("tests", tests -> {
        tests.service(
            "db",
            Service.image("postgres:16").env("POSTGRES_PASSWORD", "test").readyWhen(tcp(5432)));
        tests.step(
            "unit",
            s -> s.image(image)
                .container(c -> c.cpus(2).memory(gibibytes(2)).keepAfterFailure(ofMinutes(30)))
                .cache(Cache.of("maven", ".m2").keyedBy("**/pom.xml"))
                .inputs("src/**", "pom.xml")
                .sh("mvn -B -Dmaven.repo.local=.m2 verify"));
        tests.step(
            "licences",
            s -> s.image(image)
                .container(c -> c.network(Network.SERVICES_ONLY))
                .sh("./licences.sh"));
      });

      p.run(
          "push",
          ImagePush.of(image).to("registry.example/shop:1", "registry.example/shop:latest"));
    });
    // end
    return checks;
  }
}
