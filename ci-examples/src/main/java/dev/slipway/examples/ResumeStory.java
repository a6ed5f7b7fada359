package dev.slipway.examples;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.engine.BuildSuspendedException;
import dev.slipway.git.GitSource;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A build waits for a decision, its engine is closed, and another one carries on when the decision is there. */
final class ResumeStory implements Story {
  @Override
  public String name() {
    return "resume";
  }

  @Override
  public String summary() {
    return "suspends a build that waits for a decision, and resumes it in another engine";
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    try (Scratch scratch = Scratch.create("resume")) {
      SampleRepository.create(scratch.directory().resolve("repository"));
      GitSource source = GitSource.of(scratch.directory().resolve("repository"));
      Path decision = scratch.directory().resolve("yes");
      CountDownLatch asked = new CountDownLatch(1);
      Pipeline pipeline = Pipeline.named("approval", p -> {
        p.step("work", s -> s.sh("echo worked"));
        p.run("release", new Approved(decision, asked));
      });
      String id = suspended(scratch, pipeline, source, asked);
      Files.createFile(decision);
      try (Slipway ci = Slipway.builder().home(scratch.directory()).build()) {
        BuildResult result = ci.resume(id, pipeline).await();
        System.out.println(result);
        return result.succeeded() ? 0 : 1;
      }
    }
  }

  private static String suspended(
      Scratch scratch, Pipeline pipeline, GitSource source, CountDownLatch asked)
      throws InterruptedException {
    Build build;
    try (Slipway ci = Slipway.builder().home(scratch.directory()).build()) {
      build = ci.build(pipeline, source);
      asked.await();
      System.out.println(build.explain("release"));
    }
    try {
      build.await();
    } catch (BuildSuspendedException e) {
      System.out.println(e.getMessage());
    }
    return build.id();
  }
}
