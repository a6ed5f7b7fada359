package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.file.FileTrees;
import dev.slipway.model.Revision;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitSourceTest {
  @TempDir
  private Path temp;

  private TestRepository shop;
  private GitSource source;
  private Path workspace;

  @BeforeEach
  void makeRepository() throws Exception {
    shop = new TestRepository(temp.resolve("shop"));
    source = GitSource.of(shop.directory()).mirrors(temp.resolve("mirrors"));
    workspace = temp.resolve("workspace");
  }

  @AfterEach
  void closeRepository() {
    shop.close();
  }

  @Test
  void resolvesTheDefaultBranchWithAllThatIsKnownOfTheCommit() throws Exception {
    shop.commitFile("a.txt", "1");
    String id = shop.write("a.txt", "2").write("dir/b.txt", "1").commit("second\n\nwith a body\n");

    Revision revision = source.resolve();

    assertThat(revision)
        .isEqualTo(new Revision(
            id,
            "main",
            null,
            "Ada",
            "ada@example.org",
            "second\n\nwith a body\n",
            Instant.parse("2026-01-02T03:05:05Z"),
            true,
            List.of("a.txt", "dir/b.txt")));
  }

  @Test
  void followsTheDefaultBranchWhenItChanges() throws Exception {
    shop.commitFile("a.txt", "1");
    source.resolve();
    shop.branch("trunk");
    String id = shop.commitFile("b.txt", "1");

    assertThat(source.resolve()).returns("trunk", Revision::branch).returns(id, Revision::id);
  }

  @Test
  void resolvesABranchATagAndACommit() throws Exception {
    String first = shop.commitFile("a.txt", "1");
    shop.tag("v1", true);
    shop.tag("light", false);
    shop.branch("feature/x");
    String second = shop.commitFile("b.txt", "1");

    assertThat(source.branch("feature/x").resolve())
        .returns(second, Revision::id)
        .returns("feature/x", Revision::branch);
    assertThat(source.tag("v1").resolve())
        .returns(first, Revision::id)
        .returns("v1", Revision::tag)
        .returns(null, Revision::branch);
    assertThat(source.tag("light").resolve()).returns(first, Revision::id);
    assertThat(source.commit(second.substring(0, 8)).resolve())
        .returns(second, Revision::id)
        .returns(null, Revision::branch);
    assertThat(source.branch("feature/x").commit(first).resolve())
        .returns(first, Revision::id)
        .returns("feature/x", Revision::branch);
  }

  @Test
  void aFirstCommitChangesAllFiles() throws Exception {
    shop.write("a.txt", "1").write("d/b.txt", "2").commit("first");

    assertThat(source.resolve().changedPaths()).containsExactly("a.txt", "d/b.txt");
  }

  @Test
  void aMergeChangesWhatItBringsToItsFirstParent() throws Exception {
    shop.commitFile("a.txt", "1");
    shop.branch("side");
    shop.commitFile("side.txt", "1");
    shop.switchTo("main");
    shop.commitFile("main.txt", "1");
    shop.merge("side");

    assertThat(source.resolve().changedPaths()).containsExactly("side.txt");
  }

  @Test
  void countsChangesOfAPushOfSeveralCommits() throws Exception {
    String before = shop.commitFile("a.txt", "1");
    shop.commitFile("b.txt", "1");
    Files.delete(shop.directory().resolve("a.txt"));
    shop.commitFile("c.txt", "1");

    assertThat(source.changesSince(before).resolve().changedPaths())
        .containsExactly("a.txt", "b.txt", "c.txt");
  }

  @Test
  void changesSinceACommitThatIsGoneAreNotKnown() throws Exception {
    shop.commitFile("a.txt", "1");

    Revision revision = source.changesSince("0".repeat(40)).resolve();

    assertThat(revision.changesKnown()).isFalse();
    assertThat(revision.changedPaths()).isEmpty();
  }

  @Test
  void seesARewrittenBranchAndForgetsADeletedOne() throws Exception {
    String first = shop.commitFile("a.txt", "1");
    shop.branch("old");
    shop.switchTo("main");
    String dropped = shop.commitFile("b.txt", "1");
    source.resolve();
    shop.resetTo(first);
    String rewritten = shop.commitFile("c.txt", "1");
    shop.deleteBranch("old");

    assertThat(source.resolve().id()).isEqualTo(rewritten);
    assertThatThrownBy(() -> source.branch("old").resolve()).isInstanceOf(GitException.class);
    assertThat(source.commit(dropped).resolve().id()).isEqualTo(dropped);
  }

  @Test
  void aBranchMayTakeThePlaceOfADirectoryOfBranches() throws Exception {
    shop.commitFile("a.txt", "1");
    shop.branch("x/y");
    source.resolve();
    shop.switchTo("main");
    shop.deleteBranch("x/y");
    shop.branch("x");
    String id = shop.commitFile("b.txt", "1");

    assertThat(source.branch("x").resolve().id()).isEqualTo(id);
  }

  @Test
  void aKnownCommitNeedsNoRemote() throws Exception {
    String id = shop.commitFile("a.txt", "1");
    Revision revision = source.resolve();
    FileTrees.delete(shop.directory());

    assertThat(source.commit(id).resolve().changedPaths()).containsExactly("a.txt");
    source.checkout(revision, workspace);
    assertThat(workspace.resolve("a.txt")).hasContent("1");
  }

  @Test
  void checksOutExactlyTheFilesOfTheRevision() throws Exception {
    shop.write("run.sh", "#!/bin/sh\n").write("crlf.txt", "a\r\nb\n").write("old.txt", "1");
    assertThat(shop.directory().resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(shop.directory().resolve("link"), Path.of("run.sh"));
    shop.commit("first");
    Files.delete(shop.directory().resolve("old.txt"));
    shop.commitFile("new.txt", "1");

    source.checkout(source.resolve(), workspace);

    assertThat(names(workspace)).containsExactly(".git", "crlf.txt", "link", "new.txt", "run.sh");
    assertThat(Files.isExecutable(workspace.resolve("run.sh"))).isTrue();
    assertThat(Files.isExecutable(workspace.resolve("new.txt"))).isFalse();
    assertThat(Files.readSymbolicLink(workspace.resolve("link"))).hasToString("run.sh");
    assertThat(Files.readString(workspace.resolve("crlf.txt"))).isEqualTo("a\r\nb\n");
  }

  @Test
  void replacesWhateverLiesInTheDirectoryAndFollowsNoLink() throws Exception {
    shop.commitFile("a.txt", "1");
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "kept");
    Files.createDirectories(workspace.resolve("deep/er"));
    Files.writeString(workspace.resolve("deep/er/junk"), "x");
    Files.createSymbolicLink(workspace.resolve("deep/link"), outside);
    Files.createSymbolicLink(workspace.resolve("a.txt"), outside.resolve("precious"));
    Object directory = Files.getAttribute(workspace, "unix:ino");

    source.checkout(source.resolve(), workspace);

    assertThat(names(workspace)).containsExactly(".git", "a.txt");
    assertThat(Files.isSymbolicLink(workspace.resolve("a.txt"))).isFalse();
    assertThat(outside.resolve("precious")).hasContent("kept");
    assertThat(Files.getAttribute(workspace, "unix:ino")).isEqualTo(directory);
  }

  @Test
  void theWorkspaceIsACleanRepositoryAtTheCommit() throws Exception {
    shop.commitFile("a.txt", "1");
    shop.tag("v1", true);
    String id = shop.commitFile("b.txt", "1");
    source.checkout(source.resolve(), workspace);

    try (var git = org.eclipse.jgit.api.Git.open(workspace.toFile())) {
      assertThat(git.status().call().isClean()).isTrue();
      assertThat(git.getRepository().resolve("HEAD").name()).isEqualTo(id);
      assertThat(git.getRepository().getFullBranch()).isEqualTo(id);
      assertThat(git.getRepository().resolve("origin/main").name()).isEqualTo(id);
      assertThat(git.describe().call()).isEqualTo("v1-1-g" + id.substring(0, 7));
    }
  }

  @Test
  void aSelfContainedWorkspaceOutlivesItsMirror() throws Exception {
    String id = shop.commitFile("a.txt", "1");
    source.selfContained().checkout(source.resolve(), workspace);
    FileTrees.delete(temp.resolve("mirrors"));

    try (var git = org.eclipse.jgit.api.Git.open(workspace.toFile())) {
      assertThat(git.log().call().iterator().next().name()).isEqualTo(id);
    }
  }

  @Test
  void leavesSubmodulesEmpty() throws Exception {
    String id = shop.commitFile("a.txt", "1");
    shop.write(".gitmodules", "[submodule \"lib\"]\n path = lib\n url = ../lib\n");
    Submodules.add(shop, "lib", id);
    source.checkout(source.resolve(), workspace);

    assertThat(names(workspace)).containsExactly(".git", ".gitmodules", "a.txt", "lib");
    assertThat(names(workspace.resolve("lib"))).isEmpty();
  }

  @Test
  void takesNothingFromTheGitSettingsOfTheUser() throws Exception {
    shop.write(".gitattributes", "*.txt filter=evil\n").write("a.txt", "1\n").commit("first");
    Path marker = temp.resolve("marker");
    var settings =
        new UserSettings("[core]\n\tautocrlf = true\n[filter \"evil\"]\n\tsmudge = touch "
            + marker + "; cat\n\trequired = true\n[url \"file:///nowhere/\"]\n\tinsteadOf = "
            + shop.directory().toString() + "\n");

    settings.whileInstalled(() -> source.checkout(source.resolve(), workspace));

    assertThat(marker).doesNotExist();
    assertThat(Files.readString(workspace.resolve("a.txt"))).isEqualTo("1\n");
  }

  @Test
  void describesItselfWithoutCredentials() {
    GitSource withPassword = GitSource.of("https://ada:correct-horse@git.example/shop.git");

    assertThat(withPassword.description())
        .isEqualTo("https://git.example/shop.git, default branch");
    assertThat(withPassword.secrets()).extracting(Secret::reveal).containsExactly("correct-horse");
    assertThat(GitSource.of("git@git.example:shop.git").tag("v1"))
        .hasToString("git@git.example:shop.git, tag v1");
    assertThat(source.branch("main").commit("abcd1234").description())
        .isEqualTo(shop.directory() + ", commit abcd1234 of branch main");
  }

  @Test
  void refusesWhatCannotBeRight() {
    assertThatIllegalArgumentException().isThrownBy(() -> GitSource.of(" "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GitSource.of("ftp://git.example/shop.git"))
        .withMessage(
            "the URL of a Git repository must begin with file, http, https or ssh, not ftp");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GitSource.of("https://s3cr3t-token@git.example/shop.git"))
        .withMessage(
            "the URL https://git.example/shop.git holds a user or a token without a password;"
                + " give it by credentials(user, password)");
    assertThatIllegalArgumentException().isThrownBy(() -> source.branch("a..b"));
    assertThatIllegalArgumentException().isThrownBy(() -> source.tag(""));
    assertThatIllegalArgumentException().isThrownBy(() -> source.commit("HEAD~1"));
    assertThatIllegalArgumentException().isThrownBy(() -> source.changesSince("abc"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
