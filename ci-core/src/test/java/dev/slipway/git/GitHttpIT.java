package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.ProgramCondition;
import dev.slipway.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real git programs. */
@NeedsProgram({"git", "git-http-backend"})
class GitHttpIT {
  @TempDir
  private Path temp;

  private TestRepository shop;

  @BeforeEach
  void makeRepository() throws Exception {
    shop = new TestRepository(temp.resolve("shop"));
    shop.commitFile("a.txt", "1");
    shop.tag("v1", true);
  }

  @AfterEach
  void closeRepository() {
    shop.close();
  }

  @Test
  void fetchesByHttpAndFollows() throws Exception {
    try (GitHttpBackend server = server(null)) {
      GitSource source = source(server.url("/shop/.git"));
      source.resolve();
      String id = shop.commitFile("b.txt", "1");

      assertThat(source.resolve().id()).isEqualTo(id);
      assertThat(source.resolve().branch()).isEqualTo("main");
      assertThat(source.tag("v1").resolve().tag()).isEqualTo("v1");
      source.checkout(source.resolve(), temp.resolve("workspace"));
      assertThat(temp.resolve("workspace/b.txt")).hasContent("1");
    }
  }

  @Test
  void logsInWithUserAndPassword() throws Exception {
    try (GitHttpBackend server = server("ada:correct-horse-battery")) {
      GitSource source = source(server.url("/shop/.git"));
      Secret right = Secret.of("TOKEN", "correct-horse-battery");
      Secret wrong = Secret.of("TOKEN", "some-other-password");

      assertThat(source.credentials("ada", right).resolve().branch()).isEqualTo("main");
      assertThatThrownBy(() -> source.credentials("ada", wrong).branch("x").resolve())
          .hasMessageContaining("the server did not accept user and password");
      assertThatThrownBy(source::resolve)
          .hasMessageContaining("the server wants a user and a password");
    }
  }

  @Test
  void aRepositoryThatTheServerDoesNotHaveIsNamed() throws Exception {
    try (GitHttpBackend server = server(null)) {
      assertThatThrownBy(() -> source(server.url("/none.git")).resolve())
          .isInstanceOf(GitException.class)
          .hasMessageContaining("there is no repository");
    }
  }

  @Test
  void aCommitOnNoBranchIsNotThereUnlessTheServerGivesItAway() throws Exception {
    try (GitHttpBackend server = server(null)) {
      String first = shop.repository().resolve("main").name();
      String dropped = shop.commitFile("b.txt", "1");
      shop.resetTo(first);

      assertThatThrownBy(() -> source(server.url("/shop/.git"))
              .commit(first.substring(0, 4))
              .commit("f".repeat(40))
              .resolve())
          .hasMessageContaining("is not there");
      assertThat(source(server.url("/shop/.git")).commit(dropped).resolve().id())
          .isEqualTo(dropped);
    }
  }

  @Test
  void theWorkspaceIsARepositoryToGitItself() throws Exception {
    String id = shop.commitFile("dir/b.txt", "1");
    GitSource source = GitSource.of(shop.directory()).mirrors(temp.resolve("mirrors"));
    Path workspace = temp.resolve("workspace");
    source.checkout(source.resolve(), workspace);

    assertThat(git(workspace, "status", "--porcelain")).isEmpty();
    assertThat(git(workspace, "describe")).isEqualTo("v1-1-g" + id.substring(0, 7) + "\n");
    assertThat(git(workspace, "fsck", "--no-progress")).isEmpty();
    assertThat(git(workspace, "log", "--format=%H", "origin/main")).startsWith(id);
    assertThat(git(workspace, "rev-parse", "v1^{commit}"))
        .isEqualTo(git(workspace, "rev-parse", "HEAD~1"));
  }

  private GitHttpBackend server(String login) throws Exception {
    return new GitHttpBackend(ProgramCondition.find("git-http-backend").orElseThrow(), temp, login);
  }

  private GitSource source(String url) {
    return GitSource.of(url).mirrors(temp.resolve("mirrors"));
  }

  private static String git(Path directory, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(arguments).directory(directory.toFile());
    builder.command().add(0, "git");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
    Process process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
