package dev.slipway.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Slipway;
import dev.slipway.SlipwayBuilder;
import dev.slipway.diagnostic.Problem;
import dev.slipway.engine.BuildRequest;
import dev.slipway.git.GitSource;
import dev.slipway.journal.JournalException;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Wrong input, by way of the front door: one clear error each, nothing lost and nothing left. */
@Timeout(120)
class BadInputTest {
  @TempDir
  Path home;

  @Test
  void aRepositoryThatIsNotThereIsNamed() throws Exception {
    BuildResult result =
        build(hello(), GitSource.of(home.resolve("nowhere")).mirrors(home.resolve("mirrors")));
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(problem(result).toString()).contains("nowhere");
    assertThat(result.steps()).isEmpty();
  }

  @Test
  void aBranchThatIsNotThereIsNamed() throws Exception {
    Path repository = home.resolve("repository");
    try (Git git =
        Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call()) {
      git.commit()
          .setAllowEmpty(true)
          .setMessage("first")
          .setSign(false)
          .setAuthor("Ada", "ada@example.org")
          .setCommitter("Ada", "ada@example.org")
          .call();
    }
    BuildResult result =
        build(hello(), GitSource.of(repository).branch("mian").mirrors(home.resolve("mirrors")));
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(problem(result).toString()).contains("mian").contains("main");
  }

  @Test
  void aCommandThatIsNotFoundMakesTheStepErrored() throws Exception {
    Pipeline pipeline =
        Pipeline.named("p", p -> p.step("compile", s -> s.exec("no-such-compiler", "-version")));
    BuildResult result = build(pipeline, Source.none());
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.step("compile").outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.step("compile").reason().sentence()).contains("no-such-compiler");
  }

  @Test
  void aCommandThatTheShellDoesNotFindMakesTheStepFailed() throws Exception {
    Pipeline pipeline =
        Pipeline.named("p", p -> p.step("compile", s -> s.sh("no-such-compiler -version")));
    BuildResult result = build(pipeline, Source.none());
    assertThat(result.step("compile").reason())
        .isEqualTo(new Reason.ExitCode(127, "no-such-compiler -version"));
  }

  @Test
  void aHomeThatCannotBeWrittenIsToldAtOnce() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "not a directory");
    try (Slipway ci = Slipway.builder().home(file).build()) {
      assertThatThrownBy(() -> ci.build(hello(), Source.none()))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("expected a directory that this user can write to");
    }
  }

  @Test
  void aWorkspaceThatCannotBeWrittenIsNamed() throws Exception {
    Source source = new Source() {
      @Override
      public String description() {
        return "a source that makes a file where a directory should be";
      }

      @Override
      public Revision resolve() throws InterruptedException {
        return Source.none().resolve();
      }

      @Override
      public void checkout(Revision revision, Path directory) {
        try {
          Files.createDirectories(directory.getParent());
          Files.writeString(directory, "not a directory");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
    BuildResult result = build(hello(), source);
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(result.reason().sentence()).contains("workspace");
  }

  @Test
  void aFloodOfOutputIsKeptWholeAndHoldsNoMemory() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p", p -> p.step("flood", s -> s.sh("head -c 209715200 /dev/zero | tr '\\0' 'x'")));
    try (Slipway ci = settings().build()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SUCCEEDED);
      try (InputStream log = ci.logs(result.buildId()).read("flood", LogStream.OUT)) {
        assertThat(log.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(209_715_200);
      }
    }
  }

  @Test
  void aStepThatIgnoresTheRequestToStopIsKilled() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.step(
            "stubborn",
            s ->
                s.sh("trap '' TERM; while :; do sleep 1; done").timeLimit(Duration.ofMillis(500))));
    BuildResult result = build(pipeline, Source.none());
    assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(result.step("stubborn").reason())
        .isEqualTo(new Reason.OutOfTime(Reason.Limit.STEP, Duration.ofMillis(500)));
  }

  @Test
  void aListenerThatThrowsChangesNothing() throws Exception {
    try (Slipway ci = settings()
        .listener((build, event) -> {
          throw new IllegalStateException("a listener with a defect");
        })
        .build()) {
      assertThat(ci.build(hello(), Source.none()).await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
  }

  @Test
  void allMistakesOfADefinitionAreReportedAtOnce() {
    assertThatThrownBy(() -> Pipeline.named("shop", p -> {
          p.step("unit", s -> s.sh("mvn verify").timeLimit(Duration.ZERO));
          p.step("unit", s -> s.image(" ").sh("mvn verify"));
          p.step("", s -> s.sh("true"));
          p.step("lint", s -> s.needs("complie").sh("lint"));
          p.step("empty", s -> {});
        }))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(6))
        .hasMessageContaining("a time limit of 0ms")
        .hasMessageContaining("a blank image")
        .hasMessageContaining("a blank name")
        .hasMessageContaining("the name 'unit' is used more than once")
        .hasMessageContaining("it needs 'complie'")
        .hasMessageContaining("no command");
  }

  @Test
  void anImageWithoutARuntimeIsToldBeforeTheFirstStep() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("host", s -> s.sh("touch started"));
      p.step("image", s -> s.image("maven:3").sh("mvn verify"));
      p.step("secret", s -> s.secret("A_SECRET_NOBODY_HAS").sh("true"));
    });
    BuildResult result = build(pipeline, Source.none());
    assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(((Reason.NotRunnable) result.reason()).problems())
        .extracting(Problem::found)
        .containsExactlyInAnyOrder(
            "the secret 'A_SECRET_NOBODY_HAS' is not there",
            "no container runtime is on the class path");
    assertThat(result.steps()).isEmpty();
  }

  @Test
  void nothingIsLeftOfABuildThatSucceeded() throws Exception {
    BuildResult result = build(hello(), Source.none());
    assertThat(home.resolve("builds").resolve(result.buildId()).resolve("workspace"))
        .doesNotExist();
    try (Stream<Path> state = Files.walk(home.resolve("state"))) {
      assertThat(state.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private SlipwayBuilder settings() {
    return Slipway.builder().home(home).grace(Duration.ofMillis(300));
  }

  private BuildResult build(Pipeline pipeline, Source source) throws InterruptedException {
    try (Slipway ci = settings().build()) {
      return ci.build(BuildRequest.of(pipeline, source)).await();
    }
  }

  private static Pipeline hello() {
    return Pipeline.named("hello", p -> p.step("greet", s -> s.sh("echo hello")));
  }

  private static Problem problem(BuildResult result) {
    List<Problem> problems = ((Reason.NotRunnable) result.reason()).problems();
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }
}
