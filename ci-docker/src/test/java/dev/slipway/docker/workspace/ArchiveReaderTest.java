package dev.slipway.docker.workspace;

import static dev.slipway.docker.workspace.Archives.device;
import static dev.slipway.docker.workspace.Archives.directory;
import static dev.slipway.docker.workspace.Archives.file;
import static dev.slipway.docker.workspace.Archives.hardLink;
import static dev.slipway.docker.workspace.Archives.link;
import static dev.slipway.docker.workspace.Archives.pipe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.docker.workspace.Archives.Piece;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.SystemTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchiveReaderTest {
  private static final Piece ROOT = directory("workspace/", 0755);

  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private TreeDirectory here;
  private WorkspaceCopy copy;

  @BeforeEach
  void make() throws Exception {
    here = new TreeDirectory(Files.createDirectories(directory.resolve("build/workspace")));
    here.write("kept", "as it was");
    copy = BuildWorkspace.at(here.root(), time).newCopy("workspace", new FileOwner(0, 0));
    copy.plan();
    copy.fill(archive -> {
      try {
        archive.readAllBytes();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  @AfterEach
  void close() {
    time.close();
  }

  static Stream<Arguments> hostileArchives() {
    return Stream.of(
        hostile(
            "an entry '../evil', which points outside the workspace", file("../evil", 0644, "x")),
        hostile(
            "an entry 'workspace/../../evil', which points outside the workspace",
            file("workspace/../../evil", 0644, "x")),
        hostile(
            "an entry 'workspace/a/../evil', which points outside the workspace",
            directory("workspace/a/", 0755),
            file("workspace/a/../evil", 0644, "x")),
        hostile(
            "an entry '/etc/evil', which points outside the workspace",
            file("/etc/evil", 0644, "x")),
        hostile(
            "an entry '/workspace/evil', which points outside the workspace",
            file("/workspace/evil", 0644, "x")),
        hostile("an entry 'evil', which points outside the workspace", file("evil", 0644, "x")),
        hostile(
            "an entry 'workspace2/evil', which points outside the workspace",
            file("workspace2/evil", 0644, "x")),
        hostile(
            "an entry '../evil/', which points outside the workspace", directory("../evil/", 0755)),
        hostile("an entry '../evil', which points outside the workspace", link("../evil", "x")),
        hostile(
            "an entry 'out/evil' in 'out', which is no directory before it",
            link("workspace/out", "../.."),
            file("workspace/out/evil", 0644, "x")),
        hostile(
            "an entry 'out/deep/evil' in 'out/deep', which is no directory before it",
            link("workspace/out", "/etc"),
            file("workspace/out/deep/evil", 0644, "x")),
        hostile(
            "an entry 'none/evil' in 'none', which is no directory before it",
            file("workspace/none/evil", 0644, "x")),
        hostile(
            "two entries 'workspace/dir'",
            directory("workspace/dir/", 0755),
            link("workspace/dir", "/etc")),
        hostile("two entries 'workspace/'", directory("workspace/", 0755)),
        hostile(
            "an entry '../../etc/passwd', which points outside the workspace",
            hardLink("workspace/evil", "../../etc/passwd")),
        hostile(
            "an entry '/etc/passwd', which points outside the workspace",
            hardLink("workspace/evil", "/etc/passwd")),
        hostile(
            "a link 'workspace/evil' to 'workspace/later', which is no file before it",
            hardLink("workspace/evil", "workspace/later"),
            file("workspace/later", 0644, "x")),
        hostile(
            "an entry 'workspace/a\uFFFDb', whose name is not in UTF-8",
            file("workspace/a\uFFFDb", 0644, "x")));
  }

  private static Arguments hostile(String found, Piece... pieces) {
    Piece[] all = Stream.concat(
            Stream.of(ROOT, file("workspace/first", 0644, "x")), Arrays.stream(pieces))
        .toArray(Piece[]::new);
    return Arguments.of(found, Archives.bytes(all));
  }

  @ParameterizedTest
  @MethodSource("hostileArchives")
  void anArchiveThatLeadsOutsideIsRefusedAndNothingOfItIsBrought(String found, byte[] archive)
      throws Exception {
    Map<String, String> before = new TreeDirectory(directory).contents();
    assertThatThrownBy(() -> copy.merge("unit", path -> new ByteArrayInputStream(archive)))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessage(
            "step 'unit': the archive of its files has " + found
                + "; expected entries within the workspace, each once and after its directory;"
                + " to mend it, look at what the step writes; nothing of it was brought to the workspace");
    assertThat(new TreeDirectory(directory).contents()).isEqualTo(before);
    assertThat(copy.isIntact()).isFalse();
  }

  @Test
  void linksThatPointOutsideAreKeptAsTheyAreAndNotFollowed() throws Exception {
    copy.merge(
        "unit",
        path -> Archives.of(
            ROOT,
            file("workspace/kept", 0644, "as it was"),
            link("workspace/python", "/usr/bin/python3"),
            link("workspace/up", "../../.."),
            hardLink("workspace/python3", "workspace/python")));
    assertThat(Files.readSymbolicLink(here.path("python"))).isEqualTo(Path.of("/usr/bin/python3"));
    assertThat(Files.readSymbolicLink(here.path("python3"))).isEqualTo(Path.of("/usr/bin/python3"));
    assertThat(Files.readSymbolicLink(here.path("up"))).isEqualTo(Path.of("../../.."));
  }

  @Test
  void anotherNameOfAFileBecomesAFile() throws Exception {
    copy.merge(
        "unit",
        path -> path.isEmpty()
            ? Archives.of(
                ROOT,
                file("workspace/kept", 0644, "as it was"),
                hardLink("workspace/kept2", "workspace/kept"),
                file("workspace/new", 0600, "x"),
                hardLink("workspace/new2", "workspace/new"))
            : Archives.of(file(path, 0644, "as it was")));
    assertThat(here.read("kept2")).isEqualTo("as it was");
    assertThat(here.read("new2")).isEqualTo("x");
    assertThat(Stat.of(here.path("new2")).mode()).isEqualTo(0600);
  }

  @Test
  void pipesAndDevicesStayWhereTheyAreAndTheCopyIsNotUsedAgain() throws Exception {
    copy.merge(
        "unit",
        path -> Archives.of(
            ROOT,
            file("workspace/kept", 0644, "as it was"),
            pipe("workspace/pipe"),
            device("workspace/device")));
    assertThat(here.contents()).containsOnlyKeys("kept");
    assertThat(copy.isIntact()).isFalse();
  }

  @Test
  void anArchiveThatWasCutOffAnywhereDeletesNothing() throws Exception {
    byte[] whole = Archives.bytes(
        ROOT, file("workspace/a", 0644, "x"), file("workspace/kept", 0644, "as it was"));
    // two records of zeros end it; what follows only fills a block
    for (int length = 0; length < 6 * 512 + 512; length += 100) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> copy.merge("unit", path -> new ByteArrayInputStream(part)))
          .as("%s bytes", length)
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageStartingWith(
              "step 'unit': what it changed in its copy of the workspace cannot be read: ")
          .hasMessageEndingWith("; expected the whole archive of the copy;"
              + " to mend it, look at the log of the engine, and run the step again");
      assertThat(here.read("kept")).isEqualTo("as it was");
    }
    copy.merge("unit", path -> new ByteArrayInputStream(whole));
    assertThat(here.contents()).containsOnlyKeys("a", "kept");
  }
}
