package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.NoLeaks;
import dev.slipway.Slipway;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A build runs again at its commit, wherever its branch is by now. */
@ExtendWith(NoLeaks.class)
class GitRebuildTest {
  private static final Pipeline PIPELINE = Pipeline.named(
      "p", p -> p.step("show", s -> s.sh("cat a.txt; echo \" $CI_COMMIT_ID $CI_BRANCH\"")));

  @TempDir
  private Path temp;

  private TestRepository shop;
  private GitSource source;

  @BeforeEach
  void makeRepository() throws Exception {
    shop = new TestRepository(temp.resolve("shop"));
    source = GitSource.of(shop.directory()).branch("main");
  }

  @AfterEach
  void closeRepository() {
    shop.close();
  }

  @Test
  void atTheCommitOfTheEarlierBuild() throws Exception {
    String commit = shop.commitFile("a.txt", "1");
    try (Slipway ci = Slipway.builder().home(temp.resolve("home")).build()) {
      BuildResult first = ci.build(PIPELINE, source).await(Duration.ofSeconds(30));
      shop.commitFile("a.txt", "2");
      assertThat(log(ci, ci.build(PIPELINE, source).await(Duration.ofSeconds(30))))
          .startsWith("2 ");
      assertThat(log(ci, again(ci, first))).isEqualTo("1 " + commit + " main\n");
    }
  }

  @Test
  void alsoWhenTheMirrorIsGone() throws Exception {
    String commit = shop.commitFile("a.txt", "1");
    try (Slipway ci = Slipway.builder().home(temp.resolve("home")).build()) {
      BuildResult first = ci.build(PIPELINE, source).await(Duration.ofSeconds(30));
      shop.commitFile("a.txt", "2");
      Files.move(temp.resolve("home/mirrors"), temp.resolve("gone"));
      assertThat(log(ci, again(ci, first))).isEqualTo("1 " + commit + " main\n");
    }
  }

  private BuildResult again(Slipway ci, BuildResult first) throws Exception {
    return ci.rebuild(first.buildId(), PIPELINE, source)
        .await(Duration.ofSeconds(30))
        .throwIfNotSuccessful();
  }

  private static String log(Slipway ci, BuildResult build) throws Exception {
    try (var log = ci.logs(build.buildId()).read("show")) {
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
