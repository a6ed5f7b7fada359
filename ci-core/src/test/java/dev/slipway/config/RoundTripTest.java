package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Conditions;
import dev.slipway.model.Image;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(900)
class RoundTripTest {
  private static final SlipwayYaml FILES = ReleaseNotes.files();

  @Test
  void whatIsWrittenIsReadAsTheSamePipeline() {
    int written = 0;
    for (int seed = 0; seed < Integer.getInteger("slipway.pipelines", 300); seed++) {
      Pipeline pipeline = new Pipelines(seed).pipeline();
      String text;
      try {
        text = FILES.write(pipeline);
      } catch (ConfigurationException e) {
        throw new AssertionError("seed " + seed, e);
      }
      Pipeline read = FILES.parse("slipway.yml", text);
      assertThat(read).as("seed %s:%n%s", seed, text).isEqualTo(pipeline);
      assertThat(FILES.write(read)).as("seed %s", seed).isEqualTo(text);
      written += text.length();
    }
    assertThat(written).isPositive();
  }

  @Test
  void allThatIsJavaCodeIsToldTogether() {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.parameter("level", Thread.State.NEW);
      p.call("one", context -> {});
      p.parallel("g", g -> {
        g.when(Conditions.matching("the moon is full", context -> true));
        g.step("two", s -> s.sh("x").when(Conditions.matching("it rains", context -> true)));
        g.step("three", s -> s.sh("x"));
      });
      p.run("four", new Other());
    });
    assertThat(problems(pipeline))
        .extracting(problem -> problem.place() + ": " + problem.found())
        .containsExactly(
            "pipeline 'p': the parameter 'level' of the type State, which is Java code",
            "pipeline 'p', step 'one': a lambda, which is Java code",
            "pipeline 'p', group 'g': the condition 'the moon is full', which is Java code",
            "pipeline 'p', step 'two': the condition 'it rains', which is Java code",
            "pipeline 'p', step 'four': an action of dev.slipway.config.RoundTripTest$Other, which is Java code");
  }

  @Test
  void anActionWithoutEqualsIsTold() {
    SlipwayYaml files = SlipwayYaml.standard()
        .withAction("other", ActionFormat.of(Other.class, value -> new Other(), other -> Map.of()));
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("a", s -> s.sh("x"));
      p.run("b", new Other());
    });
    assertThatThrownBy(() -> files.write(pipeline))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("pipeline 'p', step 'b': something that a file says differently");
  }

  @Test
  void aPipelineThatIsTooLargeForAFileIsTold() {
    Pipeline pipeline = Pipeline.named("p", p -> p.step("a", s -> s.sh("x".repeat(2_000_000))));
    assertThatThrownBy(() -> FILES.write(pipeline))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("at most 1048576");
  }

  @Test
  void theOrderInWhichAStepWasDescribedDoesNotMatter() {
    Pipeline one = Pipeline.named("p", p -> {
      StepRef<Image> image = p.run("image", new Made());
      StepRef<String> notes = p.run("notes", new ReleaseNotes("a", List.of()));
      p.step("use", s -> s.input(notes).image(image).input(image).sh("x"));
    });
    SlipwayYaml files = FILES.withAction(
        "made", ActionFormat.of(Made.class, value -> new Made(), made -> Map.of()));
    String text = files.write(one);
    assertThat(text).contains("    input: notes\n");
    assertThat(files.parse("f", text)).isEqualTo(one);
  }

  @Test
  void aParameterOfAnIncludedPipelineIsDeclaredOnce() {
    Pipeline inner = Pipeline.named("inner", p -> {
      Parameter<Boolean> release = p.parameter("release", false);
      p.step("a", s -> s.sh("x").when(Conditions.parameter(release, true)));
    });
    Pipeline outer = Pipeline.named("outer", p -> p.include(inner));
    assertThat(FILES.parse("f", FILES.write(outer))).isEqualTo(outer);
  }

  @Test
  void whatPeopleReadHasNoNeedlessQuotes() {
    String text = FILES.write(Pipeline.named("shop", p -> {
      p.env("VERSION", "3.10").env("GREETING", "hello");
      p.step("unit tests", s -> s.image("postgres:16").sh("mvn -B verify").sh("a\nb\n"));
    }));
    assertThat(text).isEqualTo("""
        pipeline: shop
        env:
          GREETING: hello
          VERSION: "3.10"
        steps:
          - step: unit tests
            sh:
              - mvn -B verify
              - |
                a
                b
            image: postgres:16
        """);
  }

  private static List<Problem> problems(Pipeline pipeline) {
    return catchThrowableOfType(ConfigurationException.class, () -> FILES.write(pipeline))
        .problems();
  }

  /** An action that is equal to itself alone. */
  private static final class Other implements StepAction<Void> {
    @Override
    public Void run(StepContext context) {
      return null;
    }
  }

  /** An action that makes an image. */
  private record Made() implements StepAction<Image> {
    @Override
    public Image run(StepContext context) {
      return Image.of("x");
    }

    @Override
    public Class<?> outputType() {
      return Image.class;
    }
  }
}
