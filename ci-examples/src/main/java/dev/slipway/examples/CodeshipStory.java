package dev.slipway.examples;

import dev.slipway.Slipway;
import dev.slipway.config.ConfigurationException;
import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.config.codeship.CodeshipPlan;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.EnvironmentKey;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.CodeshipPipeline;
import dev.slipway.docker.DockerRuntime;
import dev.slipway.model.ImageName;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import dev.slipway.time.SystemTime;
import java.util.List;
import java.util.Map;

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

  private static int tell(CodeshipArguments wanted) throws Exception {
    CodeshipProject project = CodeshipProject.load(wanted.directory());
    CodeshipFacts facts = CodeshipFacts.of(wanted);
    CodeshipBuild build = CodeshipBuild.planned(facts.branch(), facts.tag())
        .withVariables(facts.variables())
        .withVariables(wanted.environment());
    CodeshipPlan plan = project.plan(facts.branch(), facts.tag(), build);
    if ("json".equals(wanted.plan())) {
      System.out.println(plan.toJson());
      return 0;
    }
    if ("slipway.yml".equals(wanted.plan())) {
      System.out.print(project.toSlipwayYaml());
      return 0;
    }
    plan.warnings().forEach(warning -> System.out.println("warning: " + warning));
    if (wanted.plan() != null) {
      System.out.print(plan.toText());
      return 0;
    }
    return run(wanted, facts, project);
  }

  private static int run(CodeshipArguments wanted, CodeshipFacts facts, CodeshipProject project)
      throws Exception {
    try (SystemTime time = SystemTime.create();
        DockerRuntime runtime = DockerRuntime.builder(time)
            .substitute(name -> substituted(name, wanted.substitutes()))
            .connect();
        Scratch scratch = Scratch.create("codeship");
        Slipway ci = Slipway.builder()
            .home(scratch.directory())
            .containers(runtime)
            .console()
            .build()) {
      CodeshipPipeline translation = CodeshipPipeline.of(project, runtime);
      for (Map.Entry<String, String> variable : wanted.environment().entrySet()) {
        translation = translation.env(variable.getKey(), variable.getValue());
      }
      if (wanted.key() != null) {
        translation = translation.key(EnvironmentKey.read(wanted.key()));
      }
      if (wanted.imageCache() != null) {
        translation = translation.imageCache(wanted.imageCache());
      }
      Pipeline pipeline = (wanted.push() ? translation.push() : translation).pipeline();
      BuildResult result = ci.build(facts.request(pipeline)).await();
      return result.succeeded() ? 0 : 1;
    }
  }

  /** An image is meant by its whole name or, without a tag, by all its tags. */
  private static ImageName substituted(ImageName name, Map<String, String> substitutes) {
    for (Map.Entry<String, String> substitute : substitutes.entrySet()) {
      ImageName from = ImageName.parse(substitute.getKey());
      boolean all = from.tag().isEmpty() && from.digest().isEmpty();
      if (from.equals(name) || (all && from.repository().equals(name.repository()))) {
        return ImageName.parse(substitute.getValue());
      }
    }
    return name;
  }

  private static String line(Problem problem) {
    String text =
        problem.found() + "; expected " + problem.expected() + "; to mend it, " + problem.remedy();
    return problem.place() + ": error: " + text.replaceAll("[\\r\\n]+", " ");
  }
}
