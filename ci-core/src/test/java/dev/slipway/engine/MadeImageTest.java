package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DefinitionException;
import dev.slipway.model.Image;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Service;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MadeImageTest {

  @Test
  void aStepThatUsesAnImageRunsAfterTheOneThatMakesIt() {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.parallel("all", g -> {
          g.step("use", s -> s.image(new StepRef<>("make", Image.class)).sh("true"));
          g.step(
              "beside",
              s -> s.image("a")
                  .service("app", Service.image(Image.of(new StepRef<>("make", Image.class))))
                  .sh("true"));
          g.run("make", new Making(Image.of("made:1")));
        }));
    SimulationResult result = Simulation.of(pipeline).run();
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.started()).startsWith("make");
    assertThat(Definition.describe(pipeline)).contains("\"step\":\"make\"".replace("\"", "\\\""));
  }

  @Test
  void aStepThatMakesNoImageIsRefused() {
    assertThatThrownBy(() -> Pipeline.named("p", p -> {
          p.step("make", s -> s.sh("true"));
          p.step("use", s -> s.image(new StepRef<>("make", Image.class)).sh("true"));
        }))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("step 'use': it uses the output of 'make', which has none");
  }

  private record Making(Image image) implements StepAction<Image> {
    @Override
    public Image run(StepContext context) {
      return image;
    }

    @Override
    public Class<?> outputType() {
      return Image.class;
    }

    @Override
    public Optional<Image> standIn() {
      return Optional.of(image);
    }
  }
}
