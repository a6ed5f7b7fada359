package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.CodeshipStep;
import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Kind;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.config.codeship.StepNames;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Condition;
import dev.slipway.model.Conditions;
import dev.slipway.model.GroupBuilder;
import dev.slipway.model.Pipeline;
import dev.slipway.model.StepBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Makes steps and groups of a pipeline of those of a project. For one thread. */
final class CodeshipTranslation {
  private final CodeshipProject project;
  private final CodeshipSetup setup;
  private final boolean push;
  private final StepNames names = new StepNames();

  CodeshipTranslation(CodeshipProject project, CodeshipSetup setup, boolean push) {
    this.project = project;
    this.setup = setup;
    this.push = push;
  }

  Pipeline pipeline() {
    Path name = project.directory().toAbsolutePath().normalize().getFileName();
    return Pipeline.named(StepNames.clean(name == null ? "codeship" : name.toString()), p -> {
      p.when(Conditions.matching(
          "the commit message asks for a build",
          build -> !CodeshipBuild.isSkippedBy(build.revision().message())));
      project.steps().forEach(step -> add(p, step));
      p.run(names.unique("clean up"), new CodeshipCleanUp(setup), StepBuilder::always);
    });
  }

  private void add(GroupBuilder parent, CodeshipStep step) {
    if (step instanceof Run run) {
      parent.run(names.of(run), new CodeshipCommand(setup, run), when(step));
    } else if (step instanceof Push pushed) {
      parent.run(
          names.of(pushed),
          new CodeshipPush(setup, pushed),
          s -> when(step).andThen(this::onlyWhenPushing).accept(s));
    } else if (step instanceof Group group && group.common().onFail().isEmpty()) {
      group(parent, group);
    } else if (step instanceof Group group) {
      parent.serial(names.unique(StepNames.base(group) + " and on fail"), both -> {
        group(both, group);
        List<String> places = new ArrayList<>();
        places(group, places);
        both.run(
            names.unique(StepNames.base(group) + " on fail"),
            new CodeshipOnFail(setup, group.common().onFail(), places),
            s -> when(step).andThen(StepBuilder::onFailure).accept(s));
      });
    }
  }

  private void group(GroupBuilder parent, Group group) {
    Consumer<GroupBuilder> content = inner -> {
      inner.when(condition(group));
      if (group.kind() == Kind.MANUAL) {
        inner.when(Conditions.matching(
            "a person has approved the build (CI_BUILD_APPROVED)",
            build -> setup.facts(build).approved()));
      }
      group.steps().forEach(step -> add(inner, step));
    };
    if (group.kind() == Kind.PARALLEL) {
      parent.parallel(names.unique(StepNames.base(group)), content);
    } else {
      parent.serial(names.unique(StepNames.base(group)), content);
    }
  }

  private static void places(Group group, List<String> places) {
    for (CodeshipStep step : group.steps()) {
      if (step instanceof Group inner) {
        places(inner, places);
      } else {
        places.add(CodeshipSite.mark(step));
      }
    }
  }

  private Consumer<StepBuilder> when(CodeshipStep step) {
    return s -> s.when(condition(step));
  }

  private void onlyWhenPushing(StepBuilder step) {
    if (!push) {
      step.when(Conditions.matching("images are pushed in this build", build -> false));
    }
  }

  private static Condition condition(CodeshipStep step) {
    CodeshipStep.Common common = step.common();
    if (common.tag() == null && common.exclude() == null) {
      return Condition.always();
    }
    String text = (common.tag() == null ? "" : "the branch matches 'tag: " + common.tag() + "'")
        + (common.tag() == null || common.exclude() == null ? "" : " and ")
        + (common.exclude() == null
            ? ""
            : "the branch does not match 'exclude: " + common.exclude() + "'");
    return Conditions.matching(text, build -> common.skipped(chosenBy(build)).isEmpty());
  }

  private static String chosenBy(BuildContext build) {
    String tag = build.revision().tag();
    return Objects.requireNonNullElse(tag == null ? build.revision().branch() : tag, "");
  }
}
