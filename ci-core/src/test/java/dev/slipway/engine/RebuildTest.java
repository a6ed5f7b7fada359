package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.journal.JournalException;
import dev.slipway.model.BuildEvent;
import dev.slipway.model.Command;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Revision;
import dev.slipway.model.Service;
import dev.slipway.model.Source;
import dev.slipway.model.Trust;
import dev.slipway.run.BuildResult;
import dev.slipway.run.Rebuild;
import dev.slipway.run.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class RebuildTest {
  private static final String OLD = "sha256:" + "1".repeat(64);
  private static final String NEW = "sha256:" + "2".repeat(64);
  private static final String DB = "sha256:" + "3".repeat(64);

  @TempDir
  private Path home;

  private final MovingSource source = new MovingSource();

  @Test
  void theContentsOfTheImagesThatRanAreOnTheResultAndInTheJournal() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      real.containers().push("registry.example:5000/app:1", OLD);
      real.containers().push("db", DB);
      BuildResult result = real.run(pipeline());
      Map<String, String> images = Map.of("registry.example:5000/app:1", OLD, "db", DB);
      assertThat(result.step("test").images()).isEqualTo(images);
      assertThat(result.step("unknown").images()).isEmpty();
      assertThat(result.step("host").images()).isEmpty();
      assertThat(result.step("java").images()).containsOnlyKeys("db");
      assertThat(real.builds().events(result.buildId()))
          .filteredOn(event -> event instanceof RunEvent.StepFinished end
              && end.step().equals("test")
              && end.images().equals(images))
          .hasSize(1);
    }
  }

  @Test
  void aRebuildHasTheCommitTheRequestAndTheImagesOfTheEarlierBuild() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      String first = first(real);
      moveOn(real);
      Build again = real.engine().rebuild(first, pipeline(), source);
      BuildResult result = RealEngine.end(again);
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.buildId()).isNotEqualTo(first);
      assertThat(result.revision().orElseThrow().id()).isEqualTo("commit1");
      assertThat(again.plan().orElseThrow().context()).satisfies(context -> {
        assertThat(context.event()).isEqualTo(BuildEvent.TAG);
        assertThat(context.trust()).isEqualTo(Trust.UNTRUSTED);
        assertThat(context.environment()).containsEntry("COLOUR", "red");
      });
      assertThat(log(again, "host")).isEqualTo("commit1 red\n");
      assertThat(real.containers().ran())
          .containsExactly(
              "registry.example:5000/app@" + OLD, "db db@" + DB, "unknown", "db@" + DB);
      assertThat(rebuild(real, again.id()).buildId()).isEqualTo(first);
    }
  }

  @Test
  void aRebuildCanBeRebuiltItself() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      String first = first(real);
      moveOn(real);
      Build second = real.engine().rebuild(first, pipeline(), source);
      RealEngine.end(second);
      Build third = real.engine().rebuild(second.id(), pipeline(), source);
      assertThat(RealEngine.end(third).outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(real.containers().ran().get(4)).isEqualTo("registry.example:5000/app@" + OLD);
      assertThat(rebuild(real, third.id()).images())
          .isEqualTo(rebuild(real, second.id()).images());
    }
  }

  @Test
  void aRebuildThatWasInterruptedGoesOnWithTheSameImages() throws Exception {
    String id;
    try (RealEngine real = new RealEngine(home)) {
      String first = first(real);
      id = RealEngine.end(real.engine().rebuild(first, pipeline(), source)).buildId();
    }
    Path journal = home.resolve("builds").resolve(id).resolve("journal.jsonl");
    Files.write(journal, Files.readAllLines(journal).subList(0, 1));
    try (RealEngine real = new RealEngine(home)) {
      moveOn(real);
      Build build = real.engine().resume(id, pipeline(), source);
      assertThat(RealEngine.end(build).outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(log(build, "host")).endsWith("commit1 red\n");
      assertThat(real.containers().ran()).contains("registry.example:5000/app@" + OLD);
      Events.check(real.builds().events(id));
    }
  }

  @Test
  void anotherPipelineIsRefusedWithTheDifferences() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      String first = first(real);
      Pipeline other = Pipeline.named("p", p -> p.step("host", s -> s.sh("true")));
      assertThatThrownBy(() -> real.engine().rebuild(first, other, source))
          .isInstanceOf(DefinitionChangedException.class)
          .hasMessageContaining(
              "build " + first + ": the pipeline has changed since it was started:")
          .hasMessageContaining("step 'test' is gone")
          .hasMessageEndingWith("to mend it, use that pipeline, or start a new build");
    }
  }

  @Test
  void aBuildWithoutARevisionIsRefused() throws Exception {
    try (RealEngine real = new RealEngine(home)) {
      source.newest = "";
      String first = RealEngine.end(real.engine().start(BuildRequest.of(pipeline(), source)))
          .buildId();
      assertThatThrownBy(() -> real.engine().rebuild(first, pipeline(), source))
          .isInstanceOf(JournalException.class)
          .hasMessage("build " + first + ": its revision was never found, so there is nothing to"
              + " run again; expected a build that has come to its first step; to mend it, start a"
              + " new build");
    }
  }

  private static Pipeline pipeline() {
    return Pipeline.named("p", p -> {
      p.step(
          "test",
          s -> s.image("registry.example:5000/app:1")
              .service("db", Service.image("db"))
              .sh("true"));
      p.step("unknown", s -> s.image("unknown").sh("true"));
      p.step("host", s -> s.sh("echo $(cat commit 2>/dev/null) $COLOUR"));
      p.call("java", c -> c.runtime().run(Command.of("true")), s -> s.image("db"));
    });
  }

  private String first(RealEngine real) throws Exception {
    real.containers().push("registry.example:5000/app:1", OLD);
    real.containers().push("db", DB);
    BuildRequest request = BuildRequest.of(pipeline(), source)
        .event(BuildEvent.TAG)
        .variable("COLOUR", "red")
        .untrusted();
    BuildResult result = RealEngine.end(real.engine().start(request));
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    real.containers().forget();
    return result.buildId();
  }

  private void moveOn(RealEngine real) {
    source.newest = "commit2";
    real.containers().push("registry.example:5000/app:1", NEW);
    real.containers().push("db", NEW);
    real.containers().push("registry.example:5000/app@" + OLD, OLD);
    real.containers().push("db@" + DB, DB);
  }

  private static Rebuild rebuild(RealEngine real, String id) {
    RunEvent first = real.builds().events(id).get(0);
    return ((RunEvent.BuildStarted) first).rebuild();
  }

  private static String log(Build build, String step) throws IOException {
    try (var log = build.logs().read(step)) {
      return new String(log.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /** A repository whose branch moves. */
  private static final class MovingSource implements Source {
    private volatile String newest = "commit1";

    @Override
    public String description() {
      return "a repository";
    }

    @Override
    public Revision resolve() {
      if (newest.isEmpty()) {
        throw new IllegalStateException("no revision");
      }
      return Revision.of(newest, "main");
    }

    @Override
    public void checkout(Revision revision, Path directory) {
      try {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("commit"), revision.id());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
