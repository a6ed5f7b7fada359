package dev.slipway.examples;

import dev.slipway.Slipway;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Environment;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.git.GitSource;
import dev.slipway.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The main job: three commits of a web application are built, tested, released; the bad one is rolled back under load. */
final class QuickstartStory implements Story {
  @Override
  public String name() {
    return "quickstart";
  }

  @Override
  public String summary() {
    return "builds, tests and releases three commits, one of them bad; or [--repository DIR [--branch B]] builds your own";
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    return arguments.isEmpty() ? threeCommits() : OwnRepository.build(arguments);
  }

  private static int threeCommits() throws Exception {
    try (Scratch scratch = Scratch.create("quickstart");
        LocalTarget target = LocalTarget.at(scratch.directory().resolve("production"))
            .command(SampleRepository.java(), "-jar", "{artifact}")
            .open();
        Slipway ci = Slipway.builder()
            .home(scratch.directory().resolve("slipway"))
            .console()
            .build();
        Visitor visitor = new Visitor(target.address())) {
      Environment production = Environment.named(
          "production",
          e -> e.target(target)
              .store(Database.file(scratch.directory().resolve("slipway.db")))
              .smoke(t -> t.within(Duration.ofSeconds(10))
                  .get("/", r -> r.status(200).bodyContains("Sample shop"))
                  .get("/missing", r -> r.status(404))));
      Path repository = scratch.directory().resolve("repository");
      for (String commit : SampleRepository.create(repository)) {
        GitSource source = GitSource.of(repository).branch("main").commit(commit);
        ci.build(SamplePipeline.shop(production), source).await();
        visitor.watch();
      }
      return visitor.report(Deployments.of(ci.time()).history(production));
    }
  }
}
