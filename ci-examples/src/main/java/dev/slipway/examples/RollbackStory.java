package dev.slipway.examples;

import dev.slipway.Slipway;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Environment;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.git.GitSource;
import dev.slipway.store.Database;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A release is undone by one call, and done again by another. */
final class RollbackStory implements Story {
  @Override
  public String name() {
    return "rollback";
  }

  @Override
  public String summary() {
    return "releases two commits, goes back to the first with one call and forward again with another";
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    try (Scratch scratch = Scratch.create("rollback");
        LocalTarget target = LocalTarget.at(scratch.directory().resolve("production"))
            .command(SampleRepository.java(), "-jar", "{artifact}")
            .open();
        Slipway ci = Slipway.builder().home(scratch.directory()).build()) {
      Environment production = Environment.named(
          "production",
          e -> e.target(target)
              .store(Database.file(scratch.directory().resolve("slipway.db")))
              .smoke(t -> t.get("/", r -> r.status(200))));
      GitSource shop = GitSource.of(scratch.directory().resolve("repository"));
      List<String> commits = SampleRepository.create(scratch.directory().resolve("repository"));
      for (String commit : commits.subList(0, 2)) {
        ci.build(SamplePipeline.shop(production), shop.branch("main").commit(commit))
            .await()
            .throwIfNotSuccessful();
        System.out.print(page(target.address()));
      }
      Deployments deployments = Deployments.of(ci.time()).withLog(System.out::println);
      deployments.rollback(production);
      String back = page(target.address());
      deployments.rollbackTo(production, 2);
      String forward = page(target.address());
      System.out.print(back + forward);
      return back.contains("version 1") && forward.contains("version 2") ? 0 : 1;
    }
  }

  private static String page(URI address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
