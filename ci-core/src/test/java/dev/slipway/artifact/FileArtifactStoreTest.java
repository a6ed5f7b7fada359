package dev.slipway.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Artifact;
import dev.slipway.model.Produced;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileArtifactStoreTest {
  @TempDir
  Path home;

  private Path workspace;
  private Path other;
  private FileArtifactStore store;

  @BeforeEach
  void makePlaces() throws IOException {
    workspace = Files.createDirectory(home.resolve("workspace"));
    other = home.resolve("other");
    store = FileArtifactStore.in(home.resolve("store"));
  }

  @Test
  void storesEachContentOnceUnderItsDigest() throws Exception {
    file("target/a.txt", "hello");
    file("target/b.txt", "hello");
    Artifact artifact = stored("target");
    assertThat(artifact.files())
        .extracting(Artifact.Entry::path)
        .containsExactly("target/a.txt", "target/b.txt");
    assertThat(artifact.size()).isEqualTo(10);
    String hex = sha256("hello");
    assertThat(artifact.files().get(0).digest()).isEqualTo("sha256:" + hex);
    assertThat(store.content(artifact.files().get(0)))
        .isEqualTo(home.resolve("store/sha256").resolve(hex.substring(0, 2)).resolve(hex))
        .hasContent("hello");
    assertThat(filesBelow(home.resolve("store"))).hasSize(1);
  }

  @Test
  void digestIsOfModesDigestsAndPathsInTheOrderOfThePaths() throws Exception {
    file("b", "two");
    file("a/run.sh", "one");
    Files.setPosixFilePermissions(
        workspace.resolve("a/run.sh"), PosixFilePermissions.fromString("rwx------"));
    String text =
        "x sha256:" + sha256("one") + " a/run.sh\0" + "- sha256:" + sha256("two") + " b\0";
    Artifact artifact = stored(".");
    assertThat(artifact.digest()).isEqualTo("sha256:" + sha256(text));
    assertThat(artifact.files())
        .extracting(Artifact.Entry::executable)
        .containsExactly(true, false);
    assertThat(store
            .store(workspace, new Produced("other name", "**"))
            .orElseThrow()
            .digest())
        .isEqualTo(artifact.digest());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      target/app.jar           | target/app.jar
      ./target//app.jar        | target/app.jar
      target/                  | target/app.jar target/classes/A.class target/classes/deep/B.class
      target/*.jar             | target/app.jar
      target/*                 | target/app.jar target/classes/A.class target/classes/deep/B.class
      target/cl*               | target/classes/A.class target/classes/deep/B.class
      **/*.class               | target/classes/A.class target/classes/deep/B.class
      **.{jar,md}              | target/app.jar README.md
      target/./*.jar           | target/app.jar
      */app.jar                | target/app.jar
      odd[1].txt               | odd[1].txt
      odd?1?.txt               | odd[1].txt
      """)
  void takesWhatAPathOrPatternNames(String glob, String paths) throws Exception {
    file("target/app.jar", "jar");
    file("target/classes/A.class", "A");
    file("target/classes/deep/B.class", "B");
    file("README.md", "read");
    file("odd[1].txt", "odd");
    file("odd1.txt", "even");
    assertThat(stored(glob).files())
        .extracting(Artifact.Entry::path)
        .containsExactlyInAnyOrder(paths.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "empty",
        "empty/**",
        "absent",
        "absent/*.jar",
        "*.jar",
        "file/below",
        "file/*",
        "**/[",
        "a\0b"
      })
  void namesNothingWhereNothingIs(String glob) throws Exception {
    Files.createDirectories(workspace.resolve("empty/inner"));
    file("file", "x");
    if (glob.endsWith("[")) {
      assertThatThrownBy(() -> store.store(workspace, new Produced("jar", glob)))
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("not a glob pattern")
          .hasMessageEndingWith("to mend it, make room, or mend the path or the permissions");
    } else {
      assertThat(store.store(workspace, new Produced("jar", glob))).isEmpty();
      assertThat(store.store(home.resolve("absent"), new Produced("jar", glob))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "../outside", "target/../../outside", "..", "target/**/../../*"})
  void refusesToLookOutsideOfTheWorkspace(String glob) throws Exception {
    file("target/a", "a");
    Files.writeString(home.resolve("outside"), "secret");
    assertThatThrownBy(() -> store.store(workspace, new Produced("jar", glob)))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("artifact 'jar' (" + glob + "): its files in " + workspace
            + " cannot be stored: a path that leads out of the workspace (" + glob
            + "); expected files that this user can read, and a store with room that this user can"
            + " write to; to mend it, make room, or mend the path or the permissions");
  }

  @Test
  void restoresContentsModesAndPaths() throws Exception {
    file("bin/run", "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        workspace.resolve("bin/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
    file("bin/übung/naïve 文件 🚀.txt", "unicode");
    file("bin/empty", "");
    Artifact artifact = stored("bin");
    store.restore(artifact, other);
    assertThat(other.resolve("bin/run")).isExecutable().hasContent("#!/bin/sh\n");
    assertThat(other.resolve("bin/übung/naïve 文件 🚀.txt")).hasContent("unicode");
    assertThat(Files.isExecutable(other.resolve("bin/übung/naïve 文件 🚀.txt"))).isFalse();
    assertThat(filesBelow(other)).hasSize(3);
    assertThat(store.store(other, new Produced("jar", "bin"))).contains(artifact);
  }

  @Test
  void leavesFilesAloneThatHaveTheContentAndReplacesOthers() throws Exception {
    file("same", "same");
    file("mode", "mode");
    file("changed", "new!");
    Artifact artifact = stored("**");
    FileTime old = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
    Files.writeString(workspace.resolve("changed"), "old!");
    Files.setPosixFilePermissions(
        workspace.resolve("mode"), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : List.of("same", "mode", "changed")) {
      Files.setLastModifiedTime(workspace.resolve(name), old);
    }
    store.restore(artifact, workspace);
    assertThat(Files.getLastModifiedTime(workspace.resolve("same"))).isEqualTo(old);
    assertThat(Files.getLastModifiedTime(workspace.resolve("mode"))).isEqualTo(old);
    assertThat(Files.isExecutable(workspace.resolve("mode"))).isFalse();
    assertThat(workspace.resolve("changed")).hasContent("new!");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/evil",
        "../evil",
        "a/../../evil",
        "..",
        ".",
        "",
        "a//b",
        "a/",
        "a/./b",
        "a\0b"
      })
  void refusesToRestorePathsThatLeadElsewhere(String path) throws Exception {
    file("good", "good");
    Artifact.Entry good = stored("good").files().get(0);
    Artifact.Entry evil = new Artifact.Entry(path, good.digest(), good.size(), false);
    Artifact artifact = new Artifact("jar", good.digest(), List.of(good, evil));
    assertThatThrownBy(() -> store.restore(artifact, other))
        .isInstanceOf(ArtifactException.class)
        .hasMessageStartingWith("artifact 'jar', file '" + path + "': its path ")
        .hasMessageEndingWith("; expected a path within the workspace; to mend it, take the file"
            + " only from a source that can be trusted");
    assertThat(other).doesNotExist();
  }

  @Test
  void saysWhichContentIsGoneBeforeAnythingIsWritten() throws Exception {
    file("a", "a");
    file("b", "bb");
    Artifact artifact = stored("**");
    Artifact.Entry b = artifact.files().get(1);
    Path content = store.content(b);
    Files.writeString(content, "longer than before");
    assertThatThrownBy(() -> store.content(b))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("content of 'b': " + content + " has 18 bytes; expected a file of 2 bytes with"
            + " the digest " + b.digest() + "; to mend it, run the step again that produces it");
    Files.delete(content);
    assertThatThrownBy(() -> store.restore(artifact, other))
        .isInstanceOf(ArtifactException.class)
        .hasMessageStartingWith("content of 'b': there is no " + content);
    assertThat(other).doesNotExist();
    Artifact.Entry forged = new Artifact.Entry("x", "sha256:../../../etc/passwd", 1, false);
    assertThatThrownBy(() -> store.content(forged))
        .isInstanceOf(ArtifactException.class)
        .hasMessageStartingWith(
            "content of 'x': the digest 'sha256:../../../etc/passwd'; expected");
  }

  @Test
  void neverRestoresDamagedContentAndHealsItWhenStoredAgain() throws Exception {
    file("a", "right");
    Artifact artifact = stored("a");
    Path content = store.content(artifact.files().get(0));
    Files.writeString(content, "wrong");
    assertThatThrownBy(() -> store.restore(artifact, other))
        .isInstanceOf(ArtifactException.class)
        .hasMessageStartingWith("artifact 'jar', file 'a': it cannot be written to " + other
            + ": the stored content is damaged, " + content + " has the digest sha256:");
    assertThat(filesBelow(other)).isEmpty();
    Files.writeString(content, "cut");
    assertThat(stored("a")).isEqualTo(artifact);
    store.restore(artifact, other);
    assertThat(other.resolve("a")).hasContent("right");
  }

  @Test
  void removesTheDeclaredFilesOnly() throws Exception {
    file("target/a.jar", "a");
    file("target/b.txt", "b");
    file("c.txt", "c");
    store.remove(workspace, new Produced("jar", "target/*.jar"));
    assertThat(workspace.resolve("target/a.jar")).doesNotExist();
    assertThat(workspace.resolve("target/b.txt")).exists();
    store.remove(workspace, new Produced("all", "target"));
    assertThat(workspace.resolve("target")).isEmptyDirectory();
    store.remove(workspace, new Produced("none", "absent"));
    store.remove(home.resolve("absent"), new Produced("none", "**"));
    assertThat(workspace.resolve("c.txt")).exists();
  }

  @Test
  void saysWhatIsInTheWay() throws Exception {
    file("a/b", "b");
    Artifact artifact = stored("a");
    Files.createDirectories(other.resolve("a/b/c"));
    assertThatThrownBy(() -> store.restore(artifact, other))
        .isInstanceOf(ArtifactException.class)
        .hasMessageStartingWith(
            "artifact 'jar', file 'a/b': it cannot be written to " + other + ": ")
        .hasMessageEndingWith(
            "; expected a workspace with room that this user can write to; to mend"
                + " it, make room, or mend the permissions or what is in the way");
    assertThat(filesBelow(other)).isEmpty();
    Path file = Files.writeString(home.resolve("file"), "");
    assertThatThrownBy(() -> FileArtifactStore.in(file).store(workspace, new Produced("jar", "a")))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("cannot be stored: ");
  }

  @Test
  void streamsAFileThatIsLargerThanTheMemoryItUses() throws Exception {
    long size = 200L << 20;
    try (RandomAccessFile sparse = new RandomAccessFile(workspace.resolve("big").toFile(), "rw")) {
      sparse.setLength(size);
      sparse.writeBytes("begin");
    }
    long before = allocated();
    Artifact artifact = stored("big");
    store.restore(artifact, other);
    assertThat(allocated() - before).isLessThan(8L << 20);
    assertThat(artifact.size()).isEqualTo(size);
    assertThat(Files.mismatch(workspace.resolve("big"), other.resolve("big"))).isEqualTo(-1);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private Artifact stored(String glob) {
    return store.store(workspace, new Produced("jar", glob)).orElseThrow();
  }

  private void file(String path, String content) throws IOException {
    Path file = workspace.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> !Files.isDirectory(file)).toList();
    }
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }
}
