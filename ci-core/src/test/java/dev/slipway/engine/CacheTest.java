package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.NoLeaks;
import dev.slipway.model.Cache;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import dev.slipway.run.LogLine;
import dev.slipway.secret.SecretSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class CacheTest {
  private static final String SECRET = "s3cr3t-token-of-the-registry";

  @TempDir
  private Path home;

  private final FilesSource source =
      new FilesSource().file("pom.xml", "<one/>").file("lib/pom.xml", "<lib/>");

  @Test
  void aDirectoryIsRestoredByItsKey() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      assertThat(log(real, build(real, "mkdir -p .m2/repository; echo 1 > .m2/repository/jar")))
          .containsExactly(
              "cache 'maven': nothing restored, none of this name is kept yet",
              "cache 'maven': stored .m2/repository as key KEY, 0.0 MB");
      assertThat(log(real, build(real, "cat .m2/repository/jar")))
          .containsExactly("cache 'maven': restored .m2/repository from key KEY, 0.0 MB", "1");
    }
  }

  @Test
  void anotherKeyFallsBackToTheNewestAndSaysWhatChanged() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      build(real, "mkdir -p .m2/repository; echo 1 > .m2/repository/jar");
      source.file("pom.xml", "<two/>");
      build(real, "echo 2 > .m2/repository/jar");
      source.file("pom.xml", "<three/>").file("new/pom.xml", "<new/>");
      assertThat(log(real, build(real, "cat .m2/repository/jar; echo 3 > .m2/repository/jar")))
          .containsExactly(
              "cache 'maven': key KEY is not kept, new/pom.xml is new, pom.xml changed; fell back"
                  + " to the newest and restored .m2/repository from key KEY, 0.0 MB",
              "2",
              "cache 'maven': stored .m2/repository as key KEY, 0.0 MB");
    }
  }

  @Test
  void aStepThatFailsKeepsNothing() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      build(real, "mkdir -p .m2/repository; echo 1 > .m2/repository/jar; exit 1");
      assertThat(log(real, build(real, "true")))
          .containsExactly(
              "cache 'maven': nothing restored, none of this name is kept yet",
              "cache 'maven': nothing stored, there is no .m2/repository");
    }
  }

  @Test
  void whatATrustedBuildKeepsAnybodyReadsButNotTheOtherWayRound() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      untrusted(real, "mkdir -p .m2/repository; echo evil > .m2/repository/jar");
      assertThat(log(real, build(real, "cat .m2/repository/jar || true")))
          .contains("cache 'maven': nothing restored, none of this name is kept yet")
          .doesNotContain("evil");
      assertThat(log(real, untrusted(real, "cat .m2/repository/jar"))).contains("evil");
      source.file("pom.xml", "<two/>");
      build(real, "mkdir -p .m2/repository; echo good > .m2/repository/jar");
      assertThat(log(real, untrusted(real, "cat .m2/repository/jar"))).contains("good");
    }
  }

  @Test
  void aCacheWithASecretInItIsNotKept() throws Exception {
    SecretSource secrets = SecretSource.of(Map.of("TOKEN", SECRET));
    String base64 = Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes());
    for (String content : List.of("$TOKEN", base64)) {
      try (RealEngine real = RealEngine.withSecrets(home, secrets)) {
        String script = "mkdir -p .m2/repository; echo \"" + content + "\" > .m2/repository/login";
        BuildResult result = RealEngine.end(real.engine()
            .start(BuildRequest.of(
                Pipeline.named(
                    "p", p -> p.step("s", s -> s.sh(script).secret("TOKEN").cache(maven()))),
                source)));
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(log(real, result))
            .contains("cache 'maven': not stored, there is a secret in .m2/repository/login");
        assertThat(entries()).isEmpty();
      }
    }
  }

  @Test
  void aDirectoryThatAnEarlierStepMadeIsLeftAsItIs() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step(
          "s", s -> s.sh("mkdir -p .m2/repository; echo 1 > .m2/repository/jar").cache(maven()));
      p.step("t", s -> s.sh("cat .m2/repository/jar").cache(maven()));
    });
    try (RealEngine real = new RealEngine(home)) {
      BuildResult result = RealEngine.end(real.engine().start(BuildRequest.of(pipeline, source)));
      assertThat(log(real, result, "t"))
          .containsExactly(
              "cache 'maven': .m2/repository has files in it already and is left as it is", "1");
    }
  }

  @Test
  void stepsAndEnginesThatShareACacheAtOnceAllSeeItWhole() throws Exception {
    String check = "test $(ls .m2/repository | wc -l) = 200; cat .m2/repository/* | wc -l";
    try (RealEngine one = new RealEngine(home);
        RealEngine two = new RealEngine(home)) {
      build(
          one,
          "mkdir -p .m2/repository; for i in $(seq 200); do echo $i > .m2/repository/$i; done");
      Pipeline pipeline = Pipeline.named(
          "p",
          p -> p.parallel("all", g -> {
            for (int i = 0; i < 4; i++) {
              String name = i == 0 ? "s" : "s" + i;
              g.step(name, s -> s.sh(check).cache(maven()));
            }
          }));
      source.file("pom.xml", "<two/>");
      List<Build> builds = Stream.of(one, two, one, two)
          .map(engine -> engine.engine().start(BuildRequest.of(pipeline, source)))
          .toList();
      for (Build build : builds) {
        assertThat(RealEngine.end(build).outcome()).isEqualTo(Outcome.SUCCEEDED);
      }
      assertThat(entries()).hasSizeBetween(2, 9);
    }
  }

  @Test
  void aJavaStepHasCachesToo() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.call(
            "s",
            c -> Files.writeString(
                Files.createDirectories(c.workspace().resolve(".m2/repository")).resolve("jar"),
                "1"),
            s -> s.cache(maven())));
    try (RealEngine real = new RealEngine(home)) {
      BuildResult result = RealEngine.end(real.engine().start(BuildRequest.of(pipeline, source)));
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(log(real, build(real, "cat .m2/repository/jar"))).contains("1");
    }
  }

  @Test
  void aCacheWhoseKeyNoFileMakesIsNotUsed() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.step(
            "s", s -> s.sh("true").cache(Cache.of("npm", "node_modules").keyedBy("*.lock"))));
    try (RealEngine real = new RealEngine(home)) {
      BuildResult result = RealEngine.end(real.engine().start(BuildRequest.of(pipeline, source)));
      assertThat(log(real, result))
          .containsExactly("cache 'npm': no file matches *.lock, so it has no key; it is neither"
              + " restored nor stored");
    }
  }

  @Test
  void aStepThatIsStoppedKeepsNothing() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.call(
            "s",
            c -> {
              Path directory = Files.createDirectories(c.workspace().resolve(".m2/repository"));
              Files.writeString(directory.resolve("jar"), "1");
              running.countDown();
              c.time().sleep(java.time.Duration.ofMinutes(5));
            },
            s -> s.cache(maven())));
    try (RealEngine real = new RealEngine(home)) {
      Build build = real.engine().start(BuildRequest.of(pipeline, source));
      RealEngine.await(running);
      build.cancel("enough");
      assertThat(RealEngine.end(build).outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(entries()).isEmpty();
    }
  }

  private static Cache maven() {
    return Cache.of("maven", ".m2/repository").keyedBy("**/pom.xml");
  }

  private static Pipeline pipeline(String script) {
    return Pipeline.named("p", p -> p.step("s", s -> s.sh(script).cache(maven())));
  }

  private BuildResult build(RealEngine real, String script) throws Exception {
    return RealEngine.end(real.engine().start(BuildRequest.of(pipeline(script), source)));
  }

  private BuildResult untrusted(RealEngine real, String script) throws Exception {
    return RealEngine.end(
        real.engine().start(BuildRequest.of(pipeline(script), source).untrusted()));
  }

  private static List<String> log(RealEngine real, BuildResult result) {
    return log(real, result, "s");
  }

  private static List<String> log(RealEngine real, BuildResult result, String step) {
    try (Stream<LogLine> lines = real.builds().logs(result.buildId()).lines(step)) {
      return lines
          .map(line -> line.text().replaceAll("key [0-9a-f]{12}", "key KEY"))
          .toList();
    }
  }

  private List<Path> entries() throws Exception {
    Path entries = home.resolve("caches/entries");
    if (!Files.exists(entries)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(entries)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
