package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import dev.slipway.config.ConfigurationException;
import dev.slipway.config.SlipwayYaml;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PlannedStep;
import dev.slipway.model.Revision;
import dev.slipway.model.Step;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import dev.slipway.model.Trigger;
import dev.slipway.model.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the plans of projects with those of the files they are translated to. */
final class Translations {
  private static final String COMMIT = "1a2b3c4d".repeat(5);

  private Translations() {}

  /** Reads the translation of a project; what images are built and pushed by comes with another module. */
  static Pipeline read(CodeshipProject project) {
    return SlipwayYaml.standard()
        .withKey("imageBuild", format(true))
        .withKey("imagePush", format(false))
        .parse("slipway.yml", project.toSlipwayYaml());
  }

  /** Checks that both plan the same steps for a branch; returns whether CodeShip plans any. */
  static boolean assertSamePlan(
      CodeshipProject project, Pipeline pipeline, @Nullable String branch, @Nullable String tag) {
    List<String> expected = new ArrayList<>();
    try {
      leaves(project.plan(branch, tag).tree(), expected);
    } catch (ConfigurationException stepsAfterAManualGroup) {
      return false;
    }
    BuildContext context = BuildContext.of(Revision.of(COMMIT, branch).withTag(tag))
        .withVariable("CI_BUILD_APPROVED", "true");
    List<String> found = new ArrayList<>();
    for (PlannedStep planned : pipeline.plan(context).steps()) {
      Step step = pipeline.step(planned.name()).orElseThrow();
      String text = text(step);
      if (text != null) {
        found.add((planned.state() == PlannedStep.State.RUN ? "" : "-") + text);
      }
    }
    assertThat(found)
        .as("branch %s, tag %s", branch, tag)
        .containsExactlyInAnyOrderElementsOf(expected);
    return true;
  }

  private static void leaves(List<CodeshipPlan.Node> nodes, List<String> leaves) {
    for (CodeshipPlan.Node node : nodes) {
      if (node.step() instanceof CodeshipStep.Group) {
        leaves(node.steps(), leaves);
      } else {
        String sign = node.runs() ? "" : "-";
        leaves.add(sign
            + (node.step() instanceof CodeshipStep.Run run
                ? String.join("\u0000", run.command())
                : "push " + ((CodeshipStep.Push) node.step()).destination()));
      }
    }
  }

  /** Returns what a step does; null for what CodeShip does by the way. */
  private static @Nullable String text(Step step) {
    if (step.flow().trigger() == Trigger.ON_FAILURE) {
      return null;
    }
    if (step.work() instanceof Work.Commands commands) {
      return String.join("\u0000", commands.commands().get(0).argv());
    }
    return ((Work.Action) step.work()).action() instanceof Any any && !any.build
        ? "push " + any.target
        : null;
  }

  private static ActionFormat<Any> format(boolean build) {
    return ActionFormat.of(
        Any.class,
        value -> build
            ? new Any(true, value.get("context").text(), null)
            : new Any(false, bare(value.get("to")), value.get("image").image().step()),
        any -> any.target);
  }

  private static String bare(ConfigValue name) {
    return PushChecks.bare(name.text());
  }

  /** Builds or pushes an image. */
  private record Any(boolean build, String target, @Nullable String input)
      implements StepAction<Image> {
    @Override
    public Image run(StepContext context) {
      throw new IllegalStateException("not run here");
    }

    @Override
    public Class<?> outputType() {
      return Image.class;
    }

    @Override
    public List<StepRef<?>> inputs() {
      return input == null || input.isEmpty()
          ? List.of()
          : List.of(new StepRef<>(input, Image.class));
    }
  }
}
