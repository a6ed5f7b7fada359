package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Service;
import dev.slipway.model.StepBuilder;
import dev.slipway.run.BuildResult;
import dev.slipway.run.LogLine;
import dev.slipway.run.RunEvent;
import dev.slipway.run.StepResult;
import dev.slipway.secret.SecretSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class StepResultTest {
  private static final String SECRET = "s3cr3t-token-of-the-registry";
  private static final String RAN = "Step 's' succeeded: it ran to its end.";

  @TempDir
  private Path home;

  private final FilesSource source =
      new FilesSource().file("src/A.java", "class A {}").file("src/b/B.java", "class B {}");
  private final Map<String, String> secrets = new HashMap<>(Map.of("TOKEN", SECRET));

  @Test
  void aStepWhoseInputsAreUnchangedIsNotRunAgain() throws Exception {
    try (RealEngine real = engine()) {
      build(real, compile());
      Build second = build(real, compile());
      StepResult step = RealEngine.end(second).step("s");
      assertThat(step.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(step.reason()).isInstanceOf(Reason.Cached.class);
      assertThat(step.changes()).isEmpty();
      assertThat(second.explain("s"))
          .matches("Step 's' succeeded: the same step with the same inputs has succeeded before"
              + " \\(key [0-9a-f]{12}\\)\\.");
      assertThat(ran()).isEqualTo(1);
      Events.check(real.builds().events(second.id()));
    }
  }

  @Test
  void whatItProducedIsBackInTheWorkspaceAndForTheStepsBehindIt() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      ArtifactRef jar = p.step("s", compile()::accept).artifact("jar");
      p.step("use", s -> s.sh("cat app.jar; test -x app.jar").consumes(jar));
      p.step("look", s -> s.sh("cat app.jar"));
    });
    try (RealEngine real = engine()) {
      BuildResult first = run(real, pipeline);
      BuildResult second = run(real, pipeline);
      assertThat(second.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(second.step("s").reason()).isInstanceOf(Reason.Cached.class);
      assertThat(second.step("s").artifacts()).isEqualTo(first.step("s").artifacts());
      assertThat(log(real, second, "use")).containsExactly("OUT class A {}");
      assertThat(log(real, second, "look")).containsExactly("OUT class A {}");
    }
  }

  @Test
  void itsLogIsReplayedAndMarkedAsReplayed() throws Exception {
    Consumer<StepBuilder> step =
        s -> s.sh("echo out; echo $TOKEN >&2; printf end").secret("TOKEN").inputs("src/**");
    try (RealEngine real = engine()) {
      Build first = build(real, step);
      Build second = build(real, step);
      assertThat(log(real, RealEngine.end(second), "s"))
          .satisfiesExactly(
              line -> assertThat(line)
                  .startsWith("OUT result: taken from build " + first.id() + " of ")
                  .endsWith(", nothing it depends on has changed; its log is replayed"),
              line -> assertThat(line).isEqualTo("OUT out"),
              line -> assertThat(line).isEqualTo("ERR ***"),
              line -> assertThat(line).isEqualTo("OUT end"),
              line -> assertThat(line).isEqualTo("OUT result: end of the replayed log"));
      assertThat(log(real, RealEngine.end(build(real, step)), "s")).hasSize(5);
    }
  }

  @Test
  void whatChangedIsSaidWhenItIsRunAgain() throws Exception {
    try (RealEngine real = engine()) {
      assertThat(explained(real, compile())).isEqualTo(because("nothing is kept of it yet"));
      source.file("src/A.java", "class A { int a; }");
      assertThat(explained(real, compile())).isEqualTo(because("the file src/A.java changed"));
      source.file("src/C.java", "class C {}");
      assertThat(explained(real, compile())).isEqualTo(because("the file src/C.java is new"));
      assertThat(explained(real, s -> compile().accept(s.env("COLOUR", "red"))))
          .isEqualTo(because("the variable COLOUR is new"));
      assertThat(explained(real, s -> compile().accept(s.env("COLOUR", "blue"))))
          .isEqualTo(because("the variable COLOUR changed"));
      assertThat(explained(real, s -> compile().accept(s.env("COLOUR", "blue").sh("true"))))
          .isEqualTo(because("the commands changed"));
      assertThat(explained(real, s -> s.sh("true").inputs("src/A.java")))
          .isEqualTo(because("the commands changed, the declaration of artifacts changed, the file"
              + " src/C.java is gone, the file src/b/B.java is gone, the patterns of its inputs"
              + " changed, the variable COLOUR is gone"));
    }
  }

  @Test
  void theLogAndTheResultSayItToo() throws Exception {
    try (RealEngine real = engine()) {
      build(real, compile());
      source.file("src/A.java", "class A { int a; }");
      BuildResult result = RealEngine.end(build(real, compile()));
      assertThat(result.step("s").changes()).containsExactly("the file src/A.java changed");
      assertThat(log(real, result, "s"))
          .startsWith("OUT result: not taken from an earlier build: the file src/A.java changed");
      assertThat(real.builds().events(result.buildId()))
          .filteredOn(event -> event instanceof RunEvent.StepFinished end
              && end.changes().equals(List.of("the file src/A.java changed")))
          .hasSize(1);
    }
  }

  @Test
  void aSecretCountsWithoutBeingTold() throws Exception {
    Consumer<StepBuilder> step = s -> s.sh("true").secret("TOKEN").inputs("src/**");
    try (RealEngine real = engine()) {
      build(real, step);
      assertThat(RealEngine.end(build(real, step)).step("s").reason())
          .isInstanceOf(Reason.Cached.class);
    }
    secrets.put("TOKEN", "another-" + SECRET);
    try (RealEngine real = engine()) {
      assertThat(explained(real, step)).isEqualTo(because("the secret TOKEN changed"));
    }
    assertThat(everythingKept()).doesNotContain(SECRET).contains("the secret TOKEN");
    assertThat(Files.getPosixFilePermissions(home.resolve("caches/key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theContentsOfImagesAndTheDefinitionsOfServicesCount() throws Exception {
    UnaryOperator<Service> plain = service -> service;
    try (RealEngine real = engine()) {
      real.containers().push("app:1", "sha256:1");
      real.containers().push("db", "sha256:2");
      assertThat(explained(real, inImage(plain))).contains("nothing is kept of it yet");
      assertThat(build(real, inImage(plain)).state("s").reason()).isInstanceOf(Reason.Cached.class);
      real.containers().push("app:1", "sha256:3");
      assertThat(explained(real, inImage(plain))).isEqualTo(because("the image changed"));
      real.containers().push("db", "sha256:4");
      assertThat(explained(real, inImage(plain))).isEqualTo(because("the image db changed"));
      assertThat(explained(real, inImage(db -> db.env("A", "b"))))
          .isEqualTo(because("the service 'db' changed"));
    }
  }

  @Test
  void anImageWhoseContentCannotBeToldMakesTheStepRun() throws Exception {
    Consumer<StepBuilder> step = s -> s.sh("true").image("unknown").inputs("src/**");
    try (RealEngine real = engine()) {
      for (int i = 0; i < 2; i++) {
        assertThat(explained(real, step))
            .isEqualTo(because("the content of the image unknown cannot be told"));
      }
    }
  }

  @Test
  void aPatternThatNoFileMatchesMakesTheStepRun() throws Exception {
    Consumer<StepBuilder> step = s -> s.sh("true").inputs("src/**", "scr/**");
    try (RealEngine real = engine()) {
      for (int i = 0; i < 2; i++) {
        assertThat(explained(real, step))
            .isEqualTo(because("no file matches the input pattern scr/**"));
      }
    }
  }

  @Test
  void whatItConsumesCounts() throws Exception {
    try (RealEngine real = engine()) {
      BuildResult first = run(real, consuming("1"));
      BuildResult second = run(real, consuming("1"));
      BuildResult third = run(real, consuming("2"));
      assertThat(first.step("s").changes()).containsExactly("nothing is kept of it yet");
      assertThat(second.step("s").reason()).isInstanceOf(Reason.Cached.class);
      assertThat(third.step("s").changes())
          .containsExactly("the artifact 'data' of step 'make' changed");
    }
  }

  @Test
  void aResultOfAnUntrustedBuildIsNotTakenByATrustedOne() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> p.step("s", compile()::accept));
    try (RealEngine real = engine()) {
      BuildRequest request = BuildRequest.of(pipeline, source);
      RealEngine.end(real.engine().start(request.untrusted()));
      assertThat(run(real, pipeline).step("s").changes())
          .containsExactly("nothing is kept of it yet");
      assertThat(
              RealEngine.end(real.engine().start(request.untrusted())).step("s").reason())
          .isInstanceOf(Reason.Cached.class);
      assertThat(run(real, pipeline).step("s").reason()).isInstanceOf(Reason.Cached.class);
    }
  }

  @Test
  void aResultWithASecretInItIsNotKept() throws Exception {
    Consumer<StepBuilder> step = s -> s.sh("printf '%s' \"$TOKEN\" | base64 > login")
        .secret("TOKEN")
        .inputs("src/**")
        .produces("login", "login");
    try (RealEngine real = engine()) {
      assertThat(log(real, RealEngine.end(build(real, step)), "s"))
          .endsWith("ERR result: not kept for later builds, there is a secret in login");
      assertThat(explained(real, step)).isEqualTo(because("nothing is kept of it yet"));
    }
  }

  @Test
  void aStepThatFailedIsNotKept() throws Exception {
    Consumer<StepBuilder> step = s -> s.sh("exit 3").inputs("src/**");
    try (RealEngine real = engine()) {
      build(real, step);
      assertThat(build(real, step).explain("s"))
          .isEqualTo("Step 's' failed: it exited with code 3: exit 3. It was not taken from an"
              + " earlier build: nothing is kept of it yet.");
    }
  }

  @Test
  void aResultWhoseArtifactIsGoneIsRunAgain() throws Exception {
    try (RealEngine real = engine()) {
      build(real, compile());
      try (Stream<Path> files = Files.walk(home.resolve("artifacts"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
      BuildResult second = RealEngine.end(build(real, compile()));
      assertThat(second.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(second.step("s").changes().get(0))
          .startsWith("what it produced is not kept any more: content of 'app.jar': there is no ");
      assertThat(ran()).isEqualTo(2);
    }
  }

  @Test
  void variablesThatTellABuildAboutItselfDoNotCountUnlessTheyAreSet() throws Exception {
    Consumer<StepBuilder> step = s -> s.sh("test -n \"$CI_COMMIT_ID\"").inputs("src/**");
    Pipeline pipeline = Pipeline.named("p", p -> p.step("s", step));
    try (RealEngine real = engine()) {
      run(real, pipeline);
      assertThat(run(real, pipeline).step("s").reason()).isInstanceOf(Reason.Cached.class);
      BuildRequest request = BuildRequest.of(pipeline, source).variable("CI_BRANCH", "other");
      assertThat(RealEngine.end(real.engine().start(request)).step("s").changes())
          .containsExactly("the variable CI_BRANCH is new");
    }
  }

  @Test
  void aRerunTakesFromEarlierBuilds() throws Exception {
    try (RealEngine real = engine()) {
      run(real, healing());
      BuildResult second = run(real, healing());
      assertThat(second.step("s").reason()).isInstanceOf(Reason.Cached.class);
      Files.createFile(home.resolve("healed"));
      BuildResult again = RealEngine.end(real.engine().rerun(second.buildId(), healing(), source));
      assertThat(again.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(again.step("s")).hasToString(second.step("s").toString());
      assertThat(again.step("use").changes()).containsExactly("nothing is kept of it yet");
      assertThat(ran()).isEqualTo(1);
    }
  }

  @Test
  void aBuildGoesOnFromAnyPrefixOfItsJournal() throws Exception {
    Files.createFile(home.resolve("healed"));
    String id;
    try (RealEngine real = engine()) {
      run(real, healing());
      id = run(real, healing()).buildId();
    }
    Path place = home.resolve("builds").resolve(id);
    List<String> journal = Files.readAllLines(place.resolve("journal.jsonl"));
    for (int length = 3; length < journal.size(); length++) {
      Files.write(place.resolve("journal.jsonl"), journal.subList(0, length));
      source.file("app.jar", "class A {}").checkout(source.resolve(), place.resolve("workspace"));
      try (RealEngine real = engine()) {
        BuildResult result = RealEngine.end(real.engine().resume(id, healing(), source));
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(List.of(result.step("s").reason(), result.step("use").reason()))
            .as("resumed after %s", journal.get(length - 1))
            .hasOnlyElementsOfType(Reason.Cached.class);
        Events.check(real.builds().events(id));
      }
    }
  }

  private Pipeline healing() {
    return Pipeline.named("p", p -> {
      p.step("s", compile()::accept);
      p.step("bad", s -> s.sh("test -f " + home.resolve("healed")));
      p.step("use", s -> s.sh("grep class app.jar").inputs("src/**"));
    });
  }

  private RealEngine engine() {
    return RealEngine.withSecrets(home, SecretSource.of(secrets));
  }

  private Consumer<StepBuilder> compile() {
    return s -> s.sh("echo x >> " + home.resolve("ran")
            + "; echo compiling; cat src/A.java > app.jar; chmod +x app.jar")
        .inputs("src/**")
        .produces("jar", "app.jar");
  }

  private static Consumer<StepBuilder> inImage(UnaryOperator<Service> change) {
    return s -> s.sh("true")
        .image("app:1")
        .service("db", change.apply(Service.image("db")))
        .inputs("src/**");
  }

  private static Pipeline consuming(String data) {
    return Pipeline.named("p", p -> {
      ArtifactRef made = p.step(
              "make", s -> s.sh("echo " + data + " > data").produces("data", "data"))
          .artifact("data");
      p.step("s", s -> s.sh("cat data").consumes(made).inputs("src/**"));
    });
  }

  private Build build(RealEngine real, Consumer<StepBuilder> step) throws Exception {
    Build build =
        real.engine().start(BuildRequest.of(Pipeline.named("p", p -> p.step("s", step)), source));
    RealEngine.end(build);
    return build;
  }

  private String explained(RealEngine real, Consumer<StepBuilder> step) throws Exception {
    return build(real, step).explain("s");
  }

  private BuildResult run(RealEngine real, Pipeline pipeline) throws Exception {
    return RealEngine.end(real.engine().start(BuildRequest.of(pipeline, source)));
  }

  private static String because(String changes) {
    return RAN + " It was not taken from an earlier build: " + changes + ".";
  }

  private int ran() throws IOException {
    return Files.readAllLines(home.resolve("ran")).size();
  }

  private static List<String> log(RealEngine real, BuildResult result, String step) {
    try (Stream<LogLine> lines = real.builds().logs(result.buildId()).lines(step)) {
      return lines.map(line -> line.stream() + " " + line.text()).toList();
    }
  }

  private String everythingKept() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home.resolve("caches"))) {
      files.filter(Files::isRegularFile).forEach(file -> {
        try {
          all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    return all.toString();
  }
}
