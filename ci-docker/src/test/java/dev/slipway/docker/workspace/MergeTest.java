package dev.slipway.docker.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two steps at the same time, each on a copy of its own; 'a' ends before 'b'. */
class MergeTest {
  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private TreeDirectory here;
  private TreeDirectory a;
  private TreeDirectory b;
  private WorkspaceCopy copyOfA;
  private WorkspaceCopy copyOfB;

  @BeforeEach
  void make() throws IOException {
    here = tree("here");
    a = tree("a");
    b = tree("b");
    BuildWorkspace workspace = BuildWorkspace.at(here.root(), time);
    copyOfA = workspace.newCopy("workspace", new FileOwner(0, 0));
    copyOfB = workspace.newCopy("workspace", new FileOwner(0, 0));
  }

  private TreeDirectory tree(String name) throws IOException {
    return new TreeDirectory(Files.createDirectories(directory.resolve(name + "/workspace")));
  }

  @AfterEach
  void close() {
    time.close();
  }

  /**
   * What was there, what each step leaves there, and what comes out. A dash stands for nothing, {@code d/} for a directory,
   * {@code d/x} for one with a file in it, {@code ->x} for a link, {@code x:600} for a file with another mode, all else for a file.
   */
  @ParameterizedTest
  @CsvSource({
    // before, a, b, result
    "-,   -,   -,   -",
    "-,   x,   -,   x",
    "-,   -,   x,   x",
    "-,   x,   x,   x",
    "-,   x,   y,   conflict",
    "x,   x,   y,   y",
    "x,   y,   x,   y",
    "x,   y,   y,   y",
    "x,   y,   z,   conflict",
    "x,   -,   x,   -",
    "x,   x,   -,   -",
    "x,   -,   -,   -",
    "x,   -,   y,   conflict",
    "x,   y,   -,   conflict",
    "x,   x:600, x,   x:600",
    "x,   x,   x:600, x:600",
    "x,   x:600, y,   conflict",
    "x,   y,   x:600, conflict",
    "-,   ->x, ->x, ->x",
    "-,   ->x, ->y, conflict",
    "->x, ->y, ->x, ->y",
    "->x, ->x, ->y, ->y",
    "->x, x,   ->x, x",
    "->x, ->x, x,   x",
    "x,   ->x, y,   conflict",
    "-,   d/,  d/,  d/",
    "-,   d/x, d/,  d/x",
    "-,   d/,  d/x, d/x",
    "-,   d/x, d/x, d/x",
    "-,   d/x, d/y, conflict",
    "-,   d/x, x,   conflict",
    "-,   x,   d/x, conflict",
    "d/,  -,   d/,  -",
    "d/,  d/,  -,   -",
    "d/,  d/x, -,   d/x",
    "d/,  -,   d/x, d/x",
    "d/x, d/y, -,   conflict",
    "d/x, -,   d/y, conflict",
    "d/x, x,   d/x, x",
    "d/x, d/x, x,   x",
    "d/x, x,   d/y, conflict",
    "d/x, d/y, x,   conflict",
    "d/,  x,   d/x, conflict",
    "d/,  d/x, x,   conflict",
    "x,   d/x, x,   d/x",
    "x,   x,   d/x, d/x",
    "x,   y,   d/x, conflict",
    "x,   d/x, y,   conflict",
    "d/x, ->x, d/x, ->x",
    "d/x, d/x, ->x, ->x",
    "d/x, ->x, d/y, conflict"
  })
  void bothComeTogether(String before, String byA, String byB, String result) throws Exception {
    put(here, before);
    fill();
    put(a, byA);
    put(b, byB);
    copyOfA.merge("a", a::pack);
    Map<String, String> afterA = here.contents();
    if (result.equals("conflict")) {
      assertThatThrownBy(() -> copyOfB.merge("b", b::pack))
          .isInstanceOf(WorkspaceConflictException.class)
          .hasMessageContaining("step 'a' changed meanwhile");
      assertThat(here.contents()).isEqualTo(afterA);
      assertThat(copyOfB.isIntact()).isFalse();
    } else {
      copyOfB.merge("b", b::pack);
      TreeDirectory expected = tree("expected");
      put(expected, result);
      assertThat(withoutTimes(here)).isEqualTo(withoutTimes(expected));
    }
  }

  private static void put(TreeDirectory tree, String what) throws IOException {
    Path place = tree.path("place");
    if (what.equals("d/") && Files.isDirectory(place)) {
      Trees.delete(tree.path("place/in"));
    } else if (what.startsWith("d/") && Files.isDirectory(place)) {
      write(tree, "place/in", what.substring(2));
    } else {
      Trees.delete(place);
      if (what.equals("d/")) {
        Files.createDirectory(place);
      } else if (what.startsWith("d/")) {
        write(tree, "place/in", what.substring(2));
      } else if (what.startsWith("->")) {
        Files.createSymbolicLink(place, Path.of(what.substring(2)));
      } else if (what.contains(":")) {
        write(tree, "place", what.substring(0, what.indexOf(':')));
        Modes.set(place, Integer.parseInt(what.substring(what.indexOf(':') + 1), 8));
      } else if (!what.equals("-")) {
        write(tree, "place", what);
      }
    }
  }

  /** Gives all files one time, so that only the content tells. */
  private static void write(TreeDirectory tree, String path, String text) throws IOException {
    tree.write(path, text);
    Files.setLastModifiedTime(tree.path(path), FileTime.fromMillis(1_600_000_000_000L));
  }

  private static Map<String, String> withoutTimes(TreeDirectory tree) throws IOException {
    Map<String, String> contents = new TreeMap<>(tree.contents());
    contents.replaceAll((path, told) -> told.replaceAll(" at [0-9]+", ""));
    return contents;
  }

  @Test
  void theErrorNamesBothStepsAndThePaths() throws Exception {
    for (int i = 1; i <= 7; i++) {
      here.write("out/" + i, "before");
    }
    fill();
    for (int i = 1; i <= 7; i++) {
      a.write("out/" + i, "by a");
      b.write("out/" + i, "by b");
    }
    copyOfA.merge("a", a::pack);
    assertThatThrownBy(() -> copyOfB.merge("b", b::pack))
        .hasMessage("step 'b': it worked on a copy of the workspace and changed"
            + " 'out/1', which step 'a' changed meanwhile; 'out/2', which step 'a' changed meanwhile;"
            + " 'out/3', which step 'a' changed meanwhile; 'out/4', which step 'a' changed meanwhile;"
            + " 'out/5', which step 'a' changed meanwhile; and 2 more;"
            + " expected parallel steps that change different paths;"
            + " to mend it, let them write to different paths, or let one follow the other;"
            + " nothing that the step changed was brought to the workspace")
        .isInstanceOfSatisfying(
            WorkspaceConflictException.class,
            e -> assertThat(e.paths()).hasSize(7).startsWith("out/1").endsWith("out/7"));
    // a second try does not make it good
    assertThatThrownBy(() -> copyOfB.merge("b", b::pack))
        .isInstanceOf(WorkspaceConflictException.class);
  }

  @Test
  void aChangeThatNoStepMadeIsToldAsSuch() throws Exception {
    here.write("note", "before");
    fill();
    here.write("note", "by Java code");
    b.write("note", "by b");
    assertThatThrownBy(() -> copyOfB.merge("b", b::pack))
        .hasMessageContaining("'note', which was changed on this machine meanwhile");
  }

  @Test
  void stepsAfterOneAnotherMayChangeTheSamePath() throws Exception {
    here.write("note", "before");
    fill();
    a.write("note", "by a");
    copyOfA.merge("a", a::pack);
    copyOfB.plan();
    copyOfB.fill(b::unpack);
    assertThat(b.read("note")).isEqualTo("by a");
    b.write("note", "by b, later");
    copyOfB.merge("b", b::pack);
    assertThat(here.read("note")).isEqualTo("by b, later");
  }

  @Test
  void aStepCanBringItsChangesSeveralTimes() throws Exception {
    fill();
    a.write("first", "1");
    copyOfA.merge("a", a::pack);
    copyOfA.merge("a", a::pack);
    a.write("first", "2");
    Files.delete(a.path("first"));
    a.write("second", "3");
    copyOfA.merge("a", a::pack);
    assertThat(here.contents()).containsOnlyKeys("second");
  }

  @Test
  void aDirectoryThatOneRemovedAndTheOtherWroteToStays() throws Exception {
    here.write("d/old", "1");
    fill();
    Trees.delete(a.path("d"));
    b.write("d/new", "2");
    copyOfA.merge("a", a::pack);
    copyOfB.merge("b", b::pack);
    assertThat(here.contents()).containsOnlyKeys("d", "d/new");
  }

  @Test
  void aFileThatTookThePlaceOfADirectoryFarAboveIsAConflict() throws Exception {
    here.write("d/e/f/changed", "1");
    fill();
    Trees.delete(a.path("d"));
    a.write("d", "a file");
    b.write("d/e/f/changed", "2");
    b.write("d/e/f/added", "3");
    copyOfA.merge("a", a::pack);
    assertThatThrownBy(() -> copyOfB.merge("b", b::pack))
        .isInstanceOfSatisfying(
            WorkspaceConflictException.class,
            e -> assertThat(e.paths()).containsExactly("d", "d/e/f/changed"));
    assertThat(here.read("d")).isEqualTo("a file");
  }

  @Test
  void aTouchIsBroughtAndIsNoConflict() throws Exception {
    here.write("stamp", "1");
    here.write("both", "1");
    fill();
    Files.setLastModifiedTime(a.path("stamp"), FileTime.fromMillis(1_600_000_000_000L));
    a.write("both", "2");
    Files.setLastModifiedTime(b.path("both"), FileTime.fromMillis(1_600_000_000_000L));
    copyOfA.merge("a", a::pack);
    copyOfB.merge("b", b::pack);
    assertThat(Files.getLastModifiedTime(here.path("stamp")).toMillis())
        .isEqualTo(1_600_000_000_000L);
    assertThat(here.read("both")).isEqualTo("2");
  }

  private void fill() throws Exception {
    copyOfA.plan();
    copyOfA.fill(a::unpack);
    copyOfB.plan();
    copyOfB.fill(b::unpack);
  }
}
