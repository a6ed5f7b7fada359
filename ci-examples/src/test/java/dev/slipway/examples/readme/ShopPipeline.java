package dev.slipway.examples.readme;

import static dev.slipway.model.Conditions.branch;
import static java.time.Duration.ofMinutes;

import dev.slipway.Slipway;
import dev.slipway.git.GitSource;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;

/** The first listing: a pipeline, and a build of it. */
final class ShopPipeline {
  private ShopPipeline() {}

  static String notesSince(String commit) {
    return "notes since " + commit;
  }

  static Pipeline shop(Chat chat) {
    // listing
    Image maven = Image.of("maven:3.9-eclipse-temurin-17");

    Pipeline shop = Pipeline.named("shop", p -> {
      StepRef<Void> build = p.step(
          "package", s -> s.image(maven).sh("mvn -B package").produces("jar", "target/shop.jar"));
      ArtifactRef jar = build.artifact("jar");

      p.parallel("checks", checks -> {
        checks.step("unit", s -> s.image(maven).sh("mvn -B verify").timeLimit(ofMinutes(10)));
        checks.step(
            "lint", s -> s.image("node:20").sh("npm ci && npm run lint").retry(Retry.attempts(3)));
      });

      StepRef<String> notes =
          p.call("release notes", String.class, ctx -> notesSince(ctx.revision().id()));
      p.call("announce", notes, (ctx, text) -> chat.post(text));

      p.serial("release", r -> {
        r.when(branch("main"));
        r.step(
            "upload",
            s -> s.consumes(jar).secret("REPOSITORY_TOKEN").sh("./upload.sh target/shop.jar"));
      });
      p.step("clean up", s -> s.sh("./clean-up.sh").always());
    });
    // end
    return shop;
  }

  static void run(Pipeline shop) throws InterruptedException {
    // listing
    try (Slipway ci = Slipway.create()) {
      BuildResult result = ci.build(
              shop, GitSource.of("https://git.example/shop.git").branch("main"))
          .await();
      result.throwIfNotSuccessful();
    }
    // end
  }

  /** Where announcements go. */
  interface Chat {
    void post(String text);
  }
}
