package dev.slipway.examples;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.config.codeship.CodeshipPlan;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.diagnostic.Problem;
import java.util.List;

/** A CodeShip Pro project, planned or run as it is: what the {@code jet} command was for. */
final class CodeshipStory implements Story {
  @Override
  public String name() {
    return "codeship";
  }

  @Override
  public String summary() {
    return "plans or runs a CodeShip Pro project: "
        + CodeshipArguments.USAGE.substring("codeship ".length());
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    CodeshipArguments wanted = CodeshipArguments.parse(arguments);
    try {
      return tell(wanted);
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> System.err.println(line(problem)));
      return 2;
    }
  }

  private static int tell(CodeshipArguments wanted) {
    CodeshipProject project = CodeshipProject.load(wanted.directory());
    CodeshipBuild build =
        CodeshipBuild.planned(wanted.branch(), wanted.tag()).withVariables(wanted.environment());
    CodeshipPlan plan = project.plan(wanted.branch(), wanted.tag(), build);
    if ("json".equals(wanted.plan())) {
      System.out.println(plan.toJson());
      return 0;
    }
    plan.warnings().forEach(warning -> System.out.println("warning: " + warning));
    System.out.print(plan.toText());
    return 0;
  }

  private static String line(Problem problem) {
    String text =
        problem.found() + "; expected " + problem.expected() + "; to mend it, " + problem.remedy();
    return problem.place() + ": error: " + text.replaceAll("[\\r\\n]+", " ");
  }
}
