package dev.slipway.examples;

import dev.slipway.Slipway;
import dev.slipway.git.GitSource;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import java.util.List;

/** A step of one's own: a class that checks itself, fails in its own words, and can be simulated. */
final class CustomStepStory implements Story {
  @Override
  public String name() {
    return "custom-step";
  }

  @Override
  public String summary() {
    return "a step class of one's own succeeds, and fails with a reason of its own";
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    try (Scratch scratch = Scratch.create("custom");
        Slipway ci = Slipway.builder().home(scratch.directory()).build()) {
      SampleRepository.create(scratch.directory().resolve("repository"));
      GitSource source = GitSource.of(scratch.directory().resolve("repository"));
      BuildResult result = ci.build(pipeline(), source).await();
      result.steps().forEach(System.out::println);
      return result.step("generous").outcome().isBad()
              || !result.step("strict").outcome().isBad()
          ? 1
          : 0;
    }
  }

  static Pipeline pipeline() {
    return Pipeline.named(
        "limits",
        p -> p.parallel("files", files -> {
          files.run("generous", new LineLimit("src/Shop.java", 1_000));
          files.run("strict", new LineLimit("src/ShopTest.java", 10));
        }));
  }
}
