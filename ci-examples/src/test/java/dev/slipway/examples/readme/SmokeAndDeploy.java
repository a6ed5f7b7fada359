package dev.slipway.examples.readme;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.slipway.Slipway;
import dev.slipway.deploy.Approval;
import dev.slipway.deploy.Delivery;
import dev.slipway.deploy.Deploy;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Environment;
import dev.slipway.deploy.docker.DockerTarget;
import dev.slipway.deploy.heroku.HerokuApp;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.deploy.local.StaticSite;
import dev.slipway.deploy.proxy.HaProxy;
import dev.slipway.deploy.ssh.SshServers;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.docker.DockerHost;
import dev.slipway.docker.DockerRuntime;
import dev.slipway.docker.ImageBuild;
import dev.slipway.docker.ImagePush;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.StepRef;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import dev.slipway.store.Database;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;

/** The third listing: an environment, a deployment that is smoke-tested, and the way back. */
final class SmokeAndDeploy {
  private SmokeAndDeploy() {}

  /** What the listing makes. */
  record Made(Environment production, Pipeline pipeline) {}

  static Made delivery(LocalTarget target) {
    // listing
    Environment production = Environment.named(
        "production",
        e -> e.target(target)
            .env("GREETING", "Hello")
            .smoke(t -> t.get("/", r -> r.status(200).bodyContains("Shop").within(ofSeconds(2)))
                .get("/missing", r -> r.status(404)))
            .keep(5));

    Pipeline delivery = Pipeline.named("delivery", p -> {
      ArtifactRef jar = p.step("package", s -> s.sh("make jar").produces("jar", "target/shop.jar"))
          .artifact("jar");
      p.run("production", Deploy.of(jar).to(production));
    });
    // end
    return new Made(production, delivery);
  }

  static LocalTarget target() {
    // listing
    LocalTarget target = LocalTarget.at(Path.of("/srv/shop"))
        .command("java", "-jar", "{artifact}")
        .port(8080)
        .open();
    // end
    return target;
  }

  static void back(Slipway ci, Environment production) throws InterruptedException {
    // listing
    Deployments.of(ci.time()).rollback(production);
    // end
  }

  static Environment careful(LocalTarget target, Secret password, Secret key) {
    ZoneId zone = ZoneId.of("Europe/Vienna");
    // listing
    Environment careful = Environment.named(
        "production",
        e -> e.target(target)
            .secret("DB_PASSWORD")
            .sealWith(SealingKey.of(key))
            .smoke(t -> t.get("/", r -> r.status(200).bodyContains("Shop")))
            .strategy(Strategy.canary(1, 10, 50).bake(ofMinutes(5)))
            .rehearseWayBack()
            .bakeTime(ofMinutes(10))
            .closedOnWeekdays("10:00", "18:00", zone)
            .frozen("2026-12-21", "2027-01-03", zone, "holidays")
            .approval("ops", "ann", "bob")
            .store(Database.postgresql("jdbc:postgresql://db.example/slipway", "ci", password)));
    // end
    return careful;
  }

  static Environment site() {
    // listing
    Environment site = Environment.named(
        "site",
        e -> e.target(StaticSite.at(Path.of("/srv/www/shop"), URI.create("https://shop.example")))
            .before("backup", (step, release) -> step.runtime().sh("make backup"))
            .migrate("schema", (step, release) -> step.runtime().sh("make migrate"))
            .after("announce", (step, release) -> step.log().line(release + " is out"))
            .onFailure("alarm", (step, release) -> step.runtime().sh("make alarm"))
            .hooksWithin(ofMinutes(5))
            .smoke(t -> t.get("/", r -> r.status(200))));
    // end
    return site;
  }

  static Environment fleet() {
    // listing
    SshServers servers = SshServers.of("deploy@web1", "deploy@web2", "deploy@web3")
        .releasesIn("/srv/shop")
        .shared("log", "uploads")
        .restart("systemctl --user restart shop")
        .health("curl -fsS http://localhost:8080/up")
        .behind(HaProxy.at(Path.of("/run/haproxy/admin.sock"), "shop"))
        .address("https://shop.example")
        .open();

    Environment production = Environment.named(
        "production",
        e -> e.target(servers)
            .strategy(Strategy.rolling(1))
            .smoke(t -> t.get("/", r -> r.status(200).bodyContains("Shop"))));
    // end
    return production;
  }

  static DockerTarget containers(Slipway ci, DockerRuntime docker) {
    // listing
    DockerTarget target = DockerTarget.on(DockerHost.of(docker), "shop", ci.time())
        .image(Image.of("eclipse-temurin:17-jre"))
        .command("java", "-jar", "/app/shop.jar")
        .port(8080)
        .health("/up")
        .replicas(2)
        .volume("/var/lib/shop", "shop-data")
        .listen("0.0.0.0", 80)
        .target();
    // end
    return target;
  }

  static DockerTarget elsewhere(Slipway ci) {
    // listing
    DockerRuntime web1 =
        DockerRuntime.builder(ci.time()).host("ssh://deploy@web1.example").connect();
    DockerTarget target = DockerTarget.on(DockerHost.of(web1), "shop", ci.time())
        .machine("web1.example", "10.0.0.7")
        .image(Image.of("eclipse-temurin:17-jre"))
        .command("java", "-jar", "/app/shop.jar")
        .port(8080)
        .listen("0.0.0.0", 80)
        .target();
    // end
    return target;
  }

  static HerokuApp platform(Slipway ci, DockerRuntime docker, Secret apiKey) {
    // listing
    HerokuApp app = HerokuApp.named("shop", apiKey, DockerHost.of(docker), ci.time())
        .processes("web", "worker")
        .target();
    // end
    return app;
  }

  static Pipeline images(Environment staging, Environment production) {
    // listing
    Pipeline images = Pipeline.named("shop", p -> {
      StepRef<Image> built = p.run("image", ImageBuild.of("."));
      StepRef<Image> pushed = p.run("push", ImagePush.of(built).to("registry.example/shop:1"));
      p.run("staging", Deploy.image(pushed).to(staging));
      p.run("production", Deploy.promote(staging).to(production));
    });
    // end
    return images;
  }

  static void promote(Slipway ci, Environment staging, Environment production)
      throws InterruptedException {
    Deployments deployments = Deployments.of(ci.time());
    // listing
    deployments.deploy(production, Delivery.promoting(staging, ci.artifacts()).by("ann"));
    // end
  }

  static void decide(Slipway ci, Environment careful, Approval waiting, Instant soon) {
    // listing
    Deployments deployments = Deployments.of(ci.time());
    deployments.approve(careful, "ops", waiting.digest(), "ann", "tried on staging");
    deployments.open(careful, soon, "ann", "the shop is down, and this is the fix");
    deployments.breakLock(careful, "ann", "the machine that deployed is gone");
    // end
  }
}
