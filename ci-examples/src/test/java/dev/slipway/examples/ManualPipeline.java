package dev.slipway.examples;

import static dev.slipway.model.Conditions.allOf;
import static dev.slipway.model.Conditions.anyOf;
import static dev.slipway.model.Conditions.branch;
import static dev.slipway.model.Conditions.changed;
import static dev.slipway.model.Conditions.event;
import static dev.slipway.model.Conditions.not;
import static dev.slipway.model.Conditions.tag;
import static dev.slipway.model.Conditions.trusted;
import static dev.slipway.model.Conditions.variable;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.slipway.deploy.Deploy;
import dev.slipway.deploy.Environment;
import dev.slipway.docker.ImageBuild;
import dev.slipway.docker.ImagePush;
import dev.slipway.model.BuildEvent;
import dev.slipway.model.Cache;
import dev.slipway.model.Conditions;
import dev.slipway.model.GroupBuilder;
import dev.slipway.model.Image;
import dev.slipway.model.Matrix;
import dev.slipway.model.Network;
import dev.slipway.model.Outcome;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.model.PullPolicy;
import dev.slipway.model.Readiness;
import dev.slipway.model.Retry;
import dev.slipway.model.Service;
import dev.slipway.model.Size;
import dev.slipway.model.StepRef;
import dev.slipway.smoke.Capture;
import dev.slipway.smoke.Match;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.smoke.SmokeTestBuilder;
import java.util.List;

/** What docs/slipway.yml says, in Java. */
final class ManualPipeline {
  private ManualPipeline() {}

  static Pipeline shop(Environment staging, Environment production) {
    return Pipeline.named("shop", p -> {
      p.parameter("version", String.class);
      p.parameter("retries", 2);
      p.parameter("offset", 0L);
      p.parameter("share", 0.5);
      Parameter<Boolean> release = p.parameter("release", false);
      p.env("LANG", "C.UTF-8").env("PYTHON", "3.10").timeLimit(ofMinutes(90));
      p.when(not(branch("dependabot/**")));
      commands(p);
      p.parallel("checks", ManualPipeline::checks);
      containers(p);
      actions(p);
      images(p);
      p.run(
          "production",
          Deploy.of(new StepRef<>("package", Void.class).artifact("jar")).to(production));
      p.run("images", Deploy.image(new StepRef<>("push", Image.class)).to(staging));
      p.run("promotion", Deploy.promote(staging).to(production));
      release(p, release);
      p.include(Pipeline.named("cleaning", c -> c.step("sweep", s -> s.sh("./sweep.sh"))));
      p.step("tell", s -> s.sh("./tell.sh").onFailure());
      p.step("clean up", s -> s.sh("./clean-up.sh").always());
    });
  }

  private static void commands(PipelineBuilder p) {
    p.step(
        "package",
        s -> s.image("maven:3.9-eclipse-temurin-17")
            .sh("mvn -B package")
            .produces("jar", "target/shop.jar")
            .produces("reports", "target/surefire-reports/*.xml"));
    p.step(
        "several commands",
        s -> s.directory("tools")
            .sh("echo \"one script\"\n./prepare.sh\n")
            .exec("python3", "check.py", "--strict"));
    p.step("only a program", s -> s.exec("make", "lint"));
  }

  private static void checks(GroupBuilder checks) {
    checks.failFast().atMost(4);
    checks.service("cache", Service.image("redis:7"));
    checks.service(
        "db",
        Service.image("postgres:16")
            .alias("database")
            .env("POSTGRES_PASSWORD", "test")
            .command("postgres", "-c", "fsync=off")
            .volume("data", "/var/lib/postgresql/data")
            .after("cache")
            .readyWhen(Readiness.tcp(5432))
            .within(ofSeconds(30))
            .container(c -> c.memory(Size.gibibytes(1))));
    unit(checks);
    others(checks);
  }

  private static void unit(GroupBuilder checks) {
    Image maven = Image.of("registry.example/tools/maven:3.9")
        .pull(PullPolicy.ALWAYS)
        .platform("linux/amd64")
        .login("ci", "REGISTRY_TOKEN");
    checks.step(
        "unit",
        s -> s.image(maven)
            .container(c -> c.cpus(1.5)
                .memory(Size.gibibytes(2))
                .processes(500)
                .sharedMemory(Size.mebibytes(128))
                .disk(Size.gibibytes(10))
                .network(Network.SERVICES_ONLY)
                .user("1000:1000")
                .withReadOnlyRoot()
                .host("mirror.example", "192.0.2.7")
                .keepAfterFailure(ofMinutes(30))
                .hostname("tests")
                .mount(".", "/app")
                .mountReadOnly("src/test/data", "/fixtures")
                .volume("cache", "/root/.cache"))
            .cache(Cache.of("maven", ".m2").keyedBy("**/pom.xml"))
            .inputs("src/**", "pom.xml")
            .secret("SONAR_TOKEN")
            .sh("mvn -B -Dmaven.repo.local=.m2 verify")
            .retry(Retry.attempts(3))
            .timeLimit(ofMinutes(20))
            .attemptLimit(ofMinutes(10))
            .silenceLimit(ofMinutes(2)));
  }

  private static void others(GroupBuilder checks) {
    checks.step(
        "lint",
        s -> s.image("node:20")
            .env("CI", "true")
            .service(
                "registry", Service.image("verdaccio:5").readyWhen(Readiness.http(4873, "/-/ping")))
            .secret("NPM_TOKEN", "REGISTRY_TOKEN")
            .sh("npm ci")
            .sh("npm run lint")
            .retry(Retry.attempts(4)
                .backoff(ofSeconds(2), ofSeconds(30))
                .jitter(0.1)
                .on(Outcome.ERRORED, Outcome.TIMED_OUT)));
    checks.step(
        "npm run lint",
        s -> s.image("node:20")
            .container(c -> c.asImageSays().entryPoint("npm").directory("/app"))
            .exec("run", "lint"));
    checks.step(
        "debugger",
        s -> s.image("debian:12")
            .container(c -> c.privileged().capability("SYS_PTRACE").engineAccess())
            .sh("./trace.sh")
            .mayFail());
    checks.matrix(
        "compile",
        Matrix.axis("jdk", "17", "21")
            .and("os", "linux", "windows")
            .except(cell -> cell.get("jdk").equals("21") && cell.get("os").equals("windows"))
            .stopAtFirstFailure()
            .atMost(2),
        (cell, s) -> s.env("JDK", cell.get("jdk"))
            .sh("./compile.sh " + cell.get("jdk") + " " + cell.get("os")));
  }

  private static void containers(PipelineBuilder p) {
    p.step(
        "install",
        s -> s.image("debian:12").container(c -> c.shared()).sh("apt-get install -y curl"));
    p.step("use", s -> s.image("debian:12").container(c -> c.shared()).sh("curl --version"));
    p.step(
        "integration",
        s -> s.image("debian:12")
            .service(
                "queue", Service.image("queue:1").readyWhen(Readiness.logLine("ready to accept")))
            .service(
                "search",
                Service.image("search:8")
                    .readyWhen(Readiness.command("curl", "-f", "http://localhost:9200")))
            .service("web", Service.image("web:1").readyWhen(Readiness.healthy()))
            .service("mail", Service.image("mail:1").readyWhen(Readiness.healthyIfChecked()))
            .service("shop", Service.image("shop:1").readyWhen(Readiness.passes(8080, shop())))
            .sh("./integration.sh"));
  }

  private static SmokeTest shop() {
    return SmokeTest.named("shop", t -> t.get("/", r -> r.status(200)));
  }

  private static void actions(PipelineBuilder p) {
    StepRef<String> notes =
        p.run("release notes", new ReleaseNotes("v1.0", List.of("features", "fixes")));
    p.step("publish notes", s -> s.input(notes).sh("./publish.sh"));
    p.run(
        "smoke test",
        SmokeTest.named(
                "shop",
                t -> t.within(ofSeconds(5))
                    .retryFor(ofSeconds(30))
                    .every(ofSeconds(1))
                    .get(
                        "/",
                        r -> r.status(200)
                            .bodyContains("Shop")
                            .header("Content-Type", Match.startsWith("text/html")))
                    .get("/missing", r -> r.within(ofSeconds(2)).status(404))
                    .post(
                        "/orders",
                        r -> r.requestHeader("Accept", "application/json")
                            .json("{\"item\": 1}")
                            .followRedirects()
                            .jsonPath("$.id", Match.present()))
                    .request(
                        "PUT", "/orders/1", r -> r.body("text/plain", "two").status(204))
                    .flow("log in", ManualPipeline::login))
            .against("http://localhost:8080"));
    p.run(
        "certificate",
        SmokeTest.named(
                "certificate",
                t -> t.connectTo("10.0.0.7")
                    .inARow(3)
                    .get("/", r -> r.status(200).certificateLasts(ofDays(14)))
                    .tcp(443)
                    .tcp("db.example", 5432)
                    .command("./orders", "--selftest")
                    .page("/")
                    .page("/basket", b -> b.element("#pay").withoutSandbox().within(ofSeconds(20))))
            .against("https://shop.example"));
  }

  private static void login(SmokeTestBuilder flow) {
    flow.get(
            "/login",
            r -> r.capture("csrf", Capture.body("name=\"csrf\" value=\"([^\"]+)\""))
                .status(200))
        .post(
            "/login",
            r -> r.form("user", "ann")
                .form("csrf", "{{csrf}}")
                .followRedirects()
                .bodyContains("Hello ann"));
  }

  private static void images(PipelineBuilder p) {
    StepRef<Image> image = p.run(
        "image",
        ImageBuild.of(".")
            .dockerfile("docker/Dockerfile")
            .arg("VERSION", "3.10")
            .target("app")
            .label("team", "shop")
            .tag("shop:build")
            .cacheFrom("registry.example/shop:latest")
            .platform("linux/amd64")
            .pull(PullPolicy.NEVER)
            .login("registry.example", "ci", "REGISTRY_TOKEN"));
    p.step("use the image", s -> s.image(image).sh("./selftest.sh"));
    p.run(
        "push",
        ImagePush.of(image)
            .to("registry.example/shop:1", "registry.example/shop:latest")
            .login("ci", "REGISTRY_TOKEN"));
  }

  private static void release(PipelineBuilder p, Parameter<Boolean> release) {
    p.serial("release", r -> {
      r.when(allOf(
          branch("main"),
          anyOf(
              tag("v*"),
              event(BuildEvent.MANUAL),
              Conditions.ref("^(main|release-.*)$"),
              Conditions.parameter(release, true)),
          trusted(),
          Conditions.message("\\[no release\\]").not(),
          changed("src/**", "pom.xml"),
          variable("DEPLOY"),
          variable("STAGE", "production")));
      r.step(
          "upload",
          s -> s.consumes(new StepRef<>("package", Void.class).artifact("jar"))
              .lock("production")
              .limit("uploads", 2)
              .sh("./upload.sh target/shop.jar")
              .needs("package", "checks"));
    });
  }
}
