package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.run.BuildResult;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runtime of containers is told of steps before they begin. */
class ForesightTest {
  @TempDir
  Path home;

  @Test
  void aStepIsExpectedWhileTheOneBeforeItRuns() throws Exception {
    assertThat(moments(p -> {
          p.step("a", s -> s.image("i").sh("sleep 0.2"));
          p.step("b", s -> s.image("i").sh("sleep 0.2"));
          p.step("c", s -> s.image("i").sh("true"));
        }))
        .hasSize(5)
        .containsSubsequence("open a", "open b", "open c")
        .containsSubsequence("expect b", "open b")
        .containsSubsequence("open a", "expect c", "open c");
  }

  @Test
  void allStepsOfAGroupAreExpectedWhileTheStepBeforeItRuns() throws Exception {
    List<String> moments = moments(p -> {
      p.step("a", s -> s.image("i").sh("sleep 0.5"));
      p.parallel("g", g -> {
        g.step("b", s -> s.image("i").sh("true"));
        g.step("c", s -> s.image("i").sh("true"));
      });
    });
    assertThat(moments.subList(0, 3)).containsExactlyInAnyOrder("open a", "expect b", "expect c");
  }

  @Test
  void aStepThatWaitsForSomethingElseIsNotExpectedYet() throws Exception {
    List<String> moments = moments(p -> p.parallel("g", g -> {
      g.step("short", s -> s.image("i").sh("true"));
      g.step("long", s -> s.image("i").sh("sleep 0.5"));
      g.step("both", s -> s.image("i").needs("short", "long").sh("true"));
    }));
    assertThat(moments).doesNotContain("expect both");
  }

  @Test
  void whatWillPerhapsNotRunInAContainerIsNotExpected() throws Exception {
    List<String> moments = moments(p -> {
      p.step("a", s -> s.image("i").sh("sleep 0.2"));
      p.parallel("g", g -> {
        g.step("no image", s -> s.sh("true"));
        g.step("after a failure", s -> s.image("i").onFailure().sh("true"));
        g.step("perhaps done already", s -> s.image("i").inputs("*.txt").sh("true"));
      });
    });
    assertThat(moments).noneMatch(moment -> moment.startsWith("expect"));
  }

  private List<String> moments(Consumer<PipelineBuilder> definition) throws Exception {
    try (RealEngine engine = new RealEngine(home)) {
      BuildResult result = engine.run(Pipeline.named("p", definition));
      result.throwIfNotSuccessful();
      return List.copyOf(engine.containers().moments());
    }
  }
}
