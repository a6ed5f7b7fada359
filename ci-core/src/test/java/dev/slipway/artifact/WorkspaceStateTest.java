package dev.slipway.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceStateTest {
  @TempDir
  private Path workspace;

  @Test
  void twoStarsAndASlashAlsoStandForNoDirectory() throws Exception {
    for (String file :
        List.of("pom.xml", "a/pom.xml", "a/b/pom.xml", "a/pom.xml.bak", "xpom.xml")) {
      write(file, "x");
    }
    assertThat(paths("**/pom.xml")).containsExactly("a/b/pom.xml", "a/pom.xml", "pom.xml");
    assertThat(paths("a/**/pom.xml")).containsExactly("a/b/pom.xml", "a/pom.xml");
    assertThat(paths("**/a/**/pom.xml")).containsExactly("a/b/pom.xml", "a/pom.xml");
    assertThat(paths("a/**")).containsExactly("a/b/pom.xml", "a/pom.xml", "a/pom.xml.bak");
    assertThat(paths("a")).isEqualTo(paths("a/**"));
  }

  @Test
  void whatGitKeepsAndWhatIsLeftOutDoesNotCount() throws Exception {
    write(".git/index", "x");
    write("web/node_modules/a/package.json", "x");
    write("web/package.json", "x");
    WorkspaceState state = WorkspaceState.of(workspace, List.of("**"), List.of("web/node_modules"));
    assertThat(state.files()).containsOnlyKeys("web/package.json");
    assertThat(
            WorkspaceState.of(workspace, List.of(".git/**", "web"), List.of()).unmatched())
        .containsExactly(".git/**");
  }

  @Test
  void contentsModesAndLinksCount() throws Exception {
    Path file = write("run", "x");
    Files.createSymbolicLink(workspace.resolve("link"), Path.of("run"));
    Files.createSymbolicLink(workspace.resolve("out"), Path.of("/etc/hostname"));
    WorkspaceState first = all();
    assertThat(first.files().get("run")).matches("- sha256:[0-9a-f]{64}");
    assertThat(first.files()).containsEntry("link", first.files().get("run"));
    assertThat(first.files()).containsEntry("out", "link /etc/hostname");
    assertThat(all()).isEqualTo(first);
    Modes.executable(file, true);
    assertThat(all().files().get("run")).startsWith("x sha256:");
    Files.writeString(file, "y");
    assertThat(all().files().get("run")).isNotEqualTo(first.files().get("run"));
  }

  @Test
  void aPatternThatCannotBeReadIsTold() {
    assertThatThrownBy(() -> WorkspaceState.of(workspace, List.of("../x"), List.of()))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("files of the pattern '../x': they cannot be read in " + workspace
            + ": a path that leads out of the workspace (../x); expected files that this user can"
            + " read; to mend it, mend the pattern or the permissions");
  }

  private WorkspaceState all() {
    return WorkspaceState.of(workspace, List.of("**"), List.of());
  }

  private Iterable<String> paths(String pattern) {
    WorkspaceState state = WorkspaceState.of(workspace, List.of(pattern), List.of());
    assertThat(state.unmatched()).isEmpty();
    return List.copyOf(state.files().keySet());
  }

  private Path write(String path, String content) throws IOException {
    Path file = workspace.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
