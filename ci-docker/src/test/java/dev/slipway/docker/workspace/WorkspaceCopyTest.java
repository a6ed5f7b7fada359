package dev.slipway.docker.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.SystemTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceCopyTest {
  private static final FileOwner OWNER = new FileOwner(12345, 54321);

  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private TreeDirectory here;
  private TreeDirectory there;
  private BuildWorkspace workspace;
  private WorkspaceCopy copy;

  @BeforeEach
  void make() throws IOException {
    make("test");
  }

  private void make(String name) throws IOException {
    here = new TreeDirectory(Files.createDirectories(directory.resolve(name + "/here/workspace")));
    there =
        new TreeDirectory(Files.createDirectories(directory.resolve(name + "/there/workspace")));
    workspace = BuildWorkspace.at(here.root(), time);
    copy = workspace.newCopy("workspace", OWNER);
  }

  @AfterEach
  void close() {
    time.close();
  }

  @TestFactory
  Stream<DynamicTest> goesThereAndBack() {
    return LongStream.range(0, 12)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
          make("seed" + seed);
          RandomTree tree = new RandomTree(seed);
          tree.make(here.root(), 50);
          for (int round = 0; round < 4; round++) {
            fill();
            assertThat(there.contents()).as("copy in round %s", round).isEqualTo(here.contents());
            tree.change(there.root(), 15);
            copy.merge("step", there::pack);
            assertThat(here.contents())
                .as("workspace in round %s", round)
                .isEqualTo(there.contents());
            assertThat(sent()).as("to send after round %s", round).isEmpty();
            tree.change(here.root(), 15);
          }
          assertThat(here.root().getParent()).isDirectoryNotContaining("glob:**.slipway-*");
        }));
  }

  @Test
  void onlyWhatChangedIsSent() throws Exception {
    here.write("a/one", "1");
    here.write("a/two", "2");
    assertThat(sent())
        .containsExactly("workspace/", "workspace/a/", "workspace/a/one", "workspace/a/two");
    assertThat(sent()).isEmpty();
    here.write("a/two", "3");
    assertThat(sent()).containsExactly("workspace/", "workspace/a/two");
  }

  @Test
  void aFileThatOnlyItsContentTellsApartIsSentAndBrought() throws Exception {
    here.write("same", "1");
    FileTime modified = Files.getLastModifiedTime(here.path("same"));
    fill();
    here.write("same", "2");
    Files.setLastModifiedTime(here.path("same"), modified);
    fill();
    assertThat(there.read("same")).isEqualTo("2");
    there.write("same", "3");
    Files.setLastModifiedTime(there.path("same"), modified);
    copy.merge("step", there::pack);
    assertThat(here.read("same")).isEqualTo("3");
  }

  @Test
  void entriesBelongToTheUserOfTheContainerAndHaveWholeSeconds() throws Exception {
    here.write("a/one", "1");
    copy.plan();
    copy.fill(archive -> {
      for (TarArchiveEntry entry : entries(archive)) {
        assertThat(entry.getLongUserId()).isEqualTo(12345);
        assertThat(entry.getLongGroupId()).isEqualTo(54321);
        assertThat(entry.getUserName()).isEmpty();
        assertThat(entry.getLastModifiedTime().toMillis() % 1000).isZero();
      }
    });
  }

  @Test
  void aCopyInWhichSomethingWouldHaveToBeDeletedIsOfNoUse() throws Exception {
    here.write("a/one", "1");
    fill();
    Files.delete(here.path("a/one"));
    assertThat(copy.plan()).isFalse();
  }

  @Test
  void whatTakesThePlaceOfADirectoryDeletesWhatWasInIt() throws Exception {
    here.write("a/one", "1");
    fill();
    Trees.delete(here.path("a"));
    here.write("a", "a file");
    fill();
    assertThat(there.contents()).isEqualTo(here.contents());
  }

  @Test
  void anEmptyWorkspaceHasItsDirectoryAlone() throws Exception {
    assertThat(sent()).containsExactly("workspace/");
    copy.merge("step", there::pack);
    assertThat(here.contents()).isEmpty();
  }

  @Test
  void aFileThatChangesWhileItIsSentKeepsTheSizeThatWasTold() throws Exception {
    here.write("a-shrinks", "x".repeat(300_000));
    here.write("b-grows", "x".repeat(300_000));
    copy.plan();
    copy.fill(archive -> {
      try {
        // the first piece, after which the file is open
        byte[] first = archive.readNBytes(20_000);
        here.write("a-shrinks", "y");
        byte[] second = archive.readNBytes(300_000);
        here.write("b-grows", "x".repeat(400_000));
        there.unpack(new SequenceInputStream(
            new SequenceInputStream(
                new ByteArrayInputStream(first), new ByteArrayInputStream(second)),
            archive));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    assertThat(there.path("a-shrinks")).hasSize(300_000);
    assertThat(there.path("b-grows")).hasSize(300_000);
    copy.merge("step", there::pack);
    // the step changed neither
    assertThat(here.path("a-shrinks")).hasSize(1);
    assertThat(here.path("b-grows")).hasSize(400_000);
  }

  @Test
  void aFileThatVanishesBeforeItIsSentIsLeftOut() throws Exception {
    here.write("a/vanishes", "1");
    here.write("stays", "2");
    copy.plan();
    Trees.delete(here.path("a"));
    copy.fill(there::unpack);
    assertThat(there.contents()).containsOnlyKeys("stays");
    there.write("made", "3");
    copy.merge("step", there::pack);
    assertThat(here.contents()).containsOnlyKeys("stays", "made");
  }

  @Test
  void filesComeBackWithoutTheRightsOfAnotherUserAndSoThatTheyCanBeDeleted() throws Exception {
    fill();
    copy.merge(
        "step",
        path -> Archives.of(
            Archives.directory("workspace/", 0755),
            Archives.directory("workspace/closed/", 01000),
            Archives.file("workspace/closed/program", 06110, "x")));
    assertThat(Stat.of(here.path("closed")).mode()).isEqualTo(0700);
    assertThat(Files.getAttribute(here.path("closed"), "unix:mode")).isEqualTo(0040700);
    assertThat(Files.getAttribute(here.path("closed/program"), "unix:mode")).isEqualTo(0100510);
  }

  @Test
  void aDirectoryThatWasClosedBeforeStaysSo() throws Exception {
    here.write("closed/one", "1");
    Modes.set(here.path("closed"), 0500);
    fill();
    copy.merge("step", there::pack);
    assertThat(Stat.of(here.path("closed")).mode()).isEqualTo(0500);
    assertThat(sent()).isEmpty();
  }

  @Test
  void aDirectoryThatIsClosedHereIsOpenedForWhatComesBack() throws Exception {
    here.write("closed/one", "1");
    fill();
    Modes.set(here.path("closed"), 0500);
    there.write("closed/two", "2");
    copy.merge("step", there::pack);
    assertThat(here.read("closed/two")).isEqualTo("2");
    assertThat(Stat.of(here.path("closed")).mode()).isEqualTo(0700);
  }

  @Test
  void aCopyThatWasHalfFilledIsNotIntact() throws Exception {
    here.write("one", "1");
    copy.plan();
    assertThatThrownBy(() -> copy.fill(archive -> {
          throw new IllegalStateException("no engine");
        }))
        .hasMessage("no engine");
    assertThat(copy.isIntact()).isFalse();
  }

  @Test
  void aWorkspaceThatIsGoneIsTold() throws Exception {
    Trees.delete(here.root());
    assertThatThrownBy(copy::plan)
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessage("workspace " + here.root() + ": the files in it cannot be listed:"
            + " java.nio.file.NoSuchFileException: " + here.root()
            + "; expected files that the user who runs the build can read and write;"
            + " to mend it, look at their owners and permissions, and at the space on the disk");
  }

  private void fill() throws Exception {
    if (!copy.plan()) {
      Trees.delete(there.root());
      Files.createDirectory(there.root());
      copy = workspace.newCopy("workspace", OWNER);
      assertThat(copy.plan()).isTrue();
    }
    copy.fill(there::unpack);
  }

  private List<String> sent() throws Exception {
    List<String> names = new ArrayList<>();
    assertThat(copy.plan()).isTrue();
    copy.fill(archive -> entries(archive).forEach(entry -> names.add(entry.getName())));
    return names;
  }

  private static List<TarArchiveEntry> entries(InputStream archive) {
    List<TarArchiveEntry> entries = new ArrayList<>();
    try {
      TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8");
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.add(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }
}
