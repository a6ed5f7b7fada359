package dev.slipway.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Artifact;
import dev.slipway.model.Produced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileLinksTest {
  @TempDir
  Path home;

  private Path workspace;
  private Path outside;
  private FileArtifactStore store;

  @BeforeEach
  void makePlaces() throws IOException {
    workspace = Files.createDirectory(home.resolve("workspace"));
    outside = Files.createDirectory(home.resolve("workspace-outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    store = FileArtifactStore.in(home.resolve("store"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file",
        "dir",
        "dir/secret",
        "dir/*",
        "hop",
        "nowhere",
        "loop",
        "loop/x",
        "**",
        "*",
        "."
      })
  void takesNothingOverALinkThatLeadsOutOrNowhere(String glob) throws Exception {
    link("file", outside.resolve("secret"));
    link("dir", outside);
    link("hop", Path.of("file"));
    link("nowhere", Path.of("absent"));
    link("loop", Path.of("loop"));
    assertThat(store.store(workspace, new Produced("a", glob))).isEmpty();
    store.remove(workspace, new Produced("a", glob));
    assertThat(outside.resolve("secret")).hasContent("secret");
  }

  @Test
  void takesTheContentOfLinkedFilesWithinTheWorkspace() throws Exception {
    Files.createDirectories(workspace.resolve("build/1.2"));
    Files.writeString(workspace.resolve("build/1.2/app"), "app");
    link("latest", Path.of("build/1.2/app"));
    link("dist", Path.of("build/1.2"));
    assertThat(paths("latest")).containsExactly("latest");
    assertThat(paths("dist")).containsExactly("dist/app");
    assertThat(paths("dist/*")).containsExactly("dist/app");
    assertThat(paths("dist/app")).containsExactly("dist/app");
    assertThat(paths("**")).containsExactly("build/1.2/app", "latest");
    store.remove(workspace, new Produced("a", "latest"));
    assertThat(workspace.resolve("latest")).doesNotExist();
    assertThat(workspace.resolve("build/1.2/app")).exists();
  }

  @Test
  void aWorkspaceMayItselfBeReachedOverALink() throws Exception {
    Files.writeString(workspace.resolve("a"), "a");
    Path link = Files.createSymbolicLink(home.resolve("link"), workspace);
    Artifact artifact = store.store(link, new Produced("a", "*")).orElseThrow();
    Files.delete(workspace.resolve("a"));
    store.restore(artifact, link);
    assertThat(workspace.resolve("a")).hasContent("a");
  }

  @Test
  void refusesToRestoreThroughALinkThatLeadsOut() throws Exception {
    Artifact artifact = artifact("sub/deep/a");
    link("sub", outside);
    assertThatThrownBy(() -> store.restore(artifact, workspace))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("artifact 'x', file 'sub/deep/a': 'sub' is a link that leads out of the"
            + " workspace; expected a path within the workspace; to mend it, take the file only from"
            + " a source that can be trusted");
    assertThat(outside).isDirectoryNotContaining(path -> !path.endsWith("secret"));
  }

  @Test
  void refusesToRestoreThroughALinkThatLeadsNowhere() throws Exception {
    Artifact artifact = artifact("sub/a");
    link("sub", outside.resolve("new"));
    assertThatThrownBy(() -> store.restore(artifact, workspace))
        .isInstanceOf(ArtifactException.class);
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void replacesALinkByTheFileWithoutWritingThroughIt() throws Exception {
    Artifact artifact = artifact("a");
    for (Path target : List.of(outside.resolve("secret"), outside.resolve("new"), outside)) {
      Files.deleteIfExists(workspace.resolve("a"));
      link("a", target);
      store.restore(artifact, workspace);
      assertThat(Files.isRegularFile(workspace.resolve("a"), LinkOption.NOFOLLOW_LINKS))
          .isTrue();
    }
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void restoresThroughALinkThatStaysWithin() throws Exception {
    Artifact artifact = artifact("sub/a");
    Files.createDirectory(workspace.resolve("real"));
    link("sub", Path.of("real"));
    store.restore(artifact, workspace);
    assertThat(workspace.resolve("real/a")).hasContent("content");
  }

  @Test
  void doesNotTakeFilesThatADeadProcessLeftHalfRestored() throws Exception {
    Files.writeString(workspace.resolve(".slipway-0b8e.part"), "half");
    assertThat(store.store(workspace, new Produced("a", "**"))).isEqualTo(Optional.empty());
  }

  private List<String> paths(String glob) {
    return store.store(workspace, new Produced("a", glob)).orElseThrow().files().stream()
        .map(Artifact.Entry::path)
        .toList();
  }

  private Artifact artifact(String path) throws IOException {
    Path source = Files.createDirectory(home.resolve("source"));
    Files.writeString(source.resolve("a"), "content");
    Artifact.Entry entry =
        store.store(source, new Produced("x", "a")).orElseThrow().files().get(0);
    Artifact.Entry moved = new Artifact.Entry(path, entry.digest(), entry.size(), false);
    return new Artifact("x", entry.digest(), List.of(moved));
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(workspace.resolve(name), target);
  }
}
