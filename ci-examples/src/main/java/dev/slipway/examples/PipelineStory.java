package dev.slipway.examples;

import static dev.slipway.model.Conditions.branch;

import dev.slipway.Slipway;
import dev.slipway.engine.BuildRequest;
import dev.slipway.git.GitSource;
import dev.slipway.model.Matrix;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.model.StepRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Sequence, parallel steps, a matrix, a retry, typed outputs, conditions; first as a plan, then as a build. */
final class PipelineStory implements Story {
  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public String summary() {
    return "plans a pipeline with all kinds of entries as text and JSON, then builds it";
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    try (Scratch scratch = Scratch.create("pipeline");
        Slipway ci = Slipway.builder().home(scratch.directory()).build()) {
      Path repository = scratch.directory().resolve("repository");
      SampleRepository.create(repository);
      GitSource source = GitSource.of(repository).branch("main");
      System.out.println(ci.plan(BuildRequest.of(pipeline(), source)).toText());
      System.out.println(ci.plan(BuildRequest.of(pipeline(), source)).toJson());
      var result = ci.build(pipeline(), source).await();
      result.steps().forEach(System.out::println);
      return result.succeeded() ? 0 : 1;
    }
  }

  static Pipeline pipeline() {
    return Pipeline.named("kinds of entries", p -> {
      StepRef<Integer> count = p.call(
          "count files",
          Integer.class,
          c -> Integer.parseInt(c.runtime().sh("ls src | wc -l").output().strip()));
      p.parallel("checks", checks -> {
        checks.step(
            "flaky",
            s -> s.sh("test -f tried || { touch tried; exit 1; }")
                .retry(Retry.attempts(3).delay(Duration.ofMillis(50))));
        checks.matrix(
            "greet",
            Matrix.axis("language", "en", "de"),
            (cell, s) -> s.env("LANGUAGE", cell.get("language")).sh("echo greeting in $LANGUAGE"));
      });
      p.call(
          "tell",
          count,
          (c, files) -> c.log().line(files + " files on " + c.revision().branch()));
      p.step("only on release branches", s -> s.sh("echo release").when(branch("release/*")));
      p.step("clean up", s -> s.sh("rm -f tried").always());
    });
  }
}
