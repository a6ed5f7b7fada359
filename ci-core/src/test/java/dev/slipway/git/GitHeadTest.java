package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHeadTest {
  @TempDir
  Path directory;

  @Test
  void theCommitItsBranchAndItsCommitterAreThoseThatAreCheckedOut() throws Exception {
    try (TestRepository repository = new TestRepository(directory)) {
      repository.commitFile("a", "1");
      repository.branch("feature/x");
      String id = repository.write("b", "2").commit("second\n\nand why\n");
      GitHead head = GitHead.of(directory).orElseThrow();
      assertThat(head.revision().id()).isEqualTo(id);
      assertThat(head.revision().branch()).isEqualTo("feature/x");
      assertThat(head.revision().message()).isEqualTo("second\n\nand why\n");
      assertThat(head.revision().changedPaths()).containsExactly("b");
      assertThat(head.committer()).isEqualTo("Ada");
      assertThat(head.committerEmail()).isEqualTo("ada@example.org");
      assertThat(head.description()).isEqualTo(id.substring(0, 4));
    }
  }

  @Test
  void aDetachedHeadHasNoBranchAndIsDescribedByItsTag() throws Exception {
    try (TestRepository repository = new TestRepository(directory)) {
      String id = repository.commitFile("a", "1");
      repository.tag("v1", false);
      repository.switchTo(id);
      GitHead head = GitHead.of(directory).orElseThrow();
      assertThat(head.revision().branch()).isNull();
      assertThat(head.revision().id()).isEqualTo(id);
      assertThat(head.description()).isEqualTo("v1");
    }
  }

  @Test
  void aCommitAfterATagIsDescribedByTheTagAndTheDistance() throws Exception {
    try (TestRepository repository = new TestRepository(directory)) {
      repository.commitFile("a", "1");
      repository.tag("v1", true);
      repository.commitFile("a", "2");
      String id = repository.commitFile("a", "3");
      GitHead head = GitHead.of(directory).orElseThrow();
      assertThat(head.description()).isEqualTo("v1-2-g" + id.substring(0, 4));
    }
  }

  @Test
  void aDirectoryInsideARepositoryIsNone() throws Exception {
    try (TestRepository repository = new TestRepository(directory)) {
      repository.commitFile("inner/a", "1");
      assertThat(GitHead.of(directory.resolve("inner"))).isEmpty();
    }
  }

  @Test
  void aRepositoryWithoutACommitHasNone() throws Exception {
    try (TestRepository repository = new TestRepository(directory)) {
      assertThat(GitHead.of(directory)).isEmpty();
    }
  }

  @Test
  void aLinkedWorktreeHasTheBranchOfItsOwn() throws Exception {
    Path linked = directory.resolve("linked");
    try (TestRepository repository = new TestRepository(directory.resolve("main"))) {
      String id = repository.commitFile("a", "1");
      Path own = repository.directory().resolve(".git/worktrees/linked");
      Files.createDirectories(own);
      Files.createDirectories(linked);
      Files.writeString(own.resolve("HEAD"), "ref: refs/heads/other\n");
      Files.writeString(own.resolve("commondir"), "../..\n");
      Files.writeString(own.resolve("gitdir"), linked.resolve(".git") + "\n");
      Files.writeString(repository.directory().resolve(".git/refs/heads/other"), id + "\n");
      Files.writeString(linked.resolve(".git"), "gitdir: " + own + "\n");
      GitHead head = GitHead.of(linked).orElseThrow();
      assertThat(head.revision().branch()).isEqualTo("other");
      assertThat(head.revision().id()).isEqualTo(id);
    }
  }

  @Test
  void aDamagedRepositoryIsAProblemThatNamesIt() throws Exception {
    Files.writeString(directory.resolve(".git"), "no such thing\n");
    assertThatThrownBy(() -> GitHead.of(directory))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("repository " + directory);
  }

  @Test
  void aCommitThatIsGoneIsAProblem() throws Exception {
    try (TestRepository repository = new TestRepository(directory)) {
      repository.commitFile("a", "1");
      Files.writeString(directory.resolve(".git/refs/heads/main"), "12345678".repeat(5) + "\n");
      assertThatThrownBy(() -> GitHead.of(directory)).isInstanceOf(GitException.class);
    }
  }
}
