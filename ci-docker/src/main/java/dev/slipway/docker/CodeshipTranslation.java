package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.CodeshipStep;
import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Kind;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Condition;
import dev.slipway.model.Conditions;
import dev.slipway.model.GroupBuilder;
import dev.slipway.model.Pipeline;
import dev.slipway.model.StepBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Makes steps and groups of a pipeline of those of a project. For one thread. */
final class CodeshipTranslation {
  private static final int LONGEST_NAME = 48;

  private final CodeshipProject project;
  private final CodeshipSetup setup;
  private final boolean push;
  private final Set<String> names = new HashSet<>();

  CodeshipTranslation(CodeshipProject project, CodeshipSetup setup, boolean push) {
    this.project = project;
    this.setup = setup;
    this.push = push;
  }

  Pipeline pipeline() {
    Path name = project.directory().toAbsolutePath().normalize().getFileName();
    return Pipeline.named(clean(name == null ? "codeship" : name.toString()), p -> {
      p.when(Conditions.matching(
          "the commit message asks for a build",
          build -> !CodeshipBuild.isSkippedBy(build.revision().message())));
      project.steps().forEach(step -> add(p, step));
      p.run(unique("clean up"), new CodeshipCleanUp(setup), StepBuilder::always);
    });
  }

  private void add(GroupBuilder parent, CodeshipStep step) {
    if (step instanceof Run run) {
      parent.run(name(run), new CodeshipCommand(setup, run), when(step));
    } else if (step instanceof Push pushed) {
      parent.run(
          name(pushed),
          new CodeshipPush(setup, pushed),
          s -> when(step).andThen(this::onlyWhenPushing).accept(s));
    } else if (step instanceof Group group && group.common().onFail().isEmpty()) {
      group(parent, group);
    } else if (step instanceof Group group) {
      parent.serial(unique(base(group) + " and on fail"), both -> {
        group(both, group);
        List<String> places = new ArrayList<>();
        places(group, places);
        both.run(
            unique(base(group) + " on fail"),
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
      parent.parallel(unique(base(group)), content);
    } else {
      parent.serial(unique(base(group)), content);
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

  private String name(Run run) {
    String name = run.common().name();
    return unique(name == null ? run.service() + ": " + String.join(" ", run.command()) : name);
  }

  private String name(Push pushed) {
    String name = pushed.common().name();
    return unique(name == null ? "push " + pushed.image() : name);
  }

  private static String base(Group group) {
    String name = group.common().name();
    String service = group.service() == null ? "" : " " + group.service();
    return name == null ? group.kind().name().toLowerCase(Locale.ROOT) + service : name;
  }

  /** Names are unique here and have no slash; in CodeShip's files they need not be, and may have one. */
  private String unique(String wanted) {
    String name = clean(wanted);
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + " (" + i + ")";
    }
    return free;
  }

  private static String clean(String name) {
    String plain = name.replace('/', '\u2215').replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME) + "...";
  }
}
