package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds what is wrong with the layout of containers. */
final class LayoutChecks {
  private static final Pattern VOLUME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}");
  private static final Pattern HOSTNAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  private final List<Problem> problems;

  LayoutChecks(List<Problem> problems) {
    this.problems = problems;
  }

  void check(String place, ContainerLayout layout) {
    if (layout.equals(ContainerLayout.PLAIN)) {
      return;
    }
    if (layout.entryPoint().stream().anyMatch(String::isEmpty)) {
      add(place, "an entry point with an empty word", "a program and its arguments", "fill it in");
    }
    if (layout.directory() != null && !layout.directory().startsWith("/")) {
      absolute(place, "directory", layout.directory());
    }
    if (layout.hostname() != null && !HOSTNAME.matcher(layout.hostname()).matches()) {
      add(
          place,
          "host name '" + layout.hostname() + "'",
          "letters, digits, '-' and '.'",
          "correct it");
    }
    new TreeMap<>(layout.mounts()).forEach((path, mount) -> mount(place, path, mount));
    new TreeMap<>(layout.volumes()).forEach((path, name) -> {
      if (!path.startsWith("/")) {
        absolute(place, "path of volume '" + name + "'", path);
      }
      if (!VOLUME.matcher(name).matches()) {
        add(
            place,
            "volume '" + name + "'",
            "a name of letters, digits, '_', '.' and '-', at most 64",
            "rename it");
      }
      if (layout.mounts().containsKey(path)) {
        add(place, "a mount and a volume at '" + path + "'", "one of them", "move one");
      }
    });
  }

  /** A step is more than its container: some of a layout is possible for one command alone, which the image starts. */
  void ofStep(String place, ContainerOptions options) {
    ContainerLayout layout = options.layout();
    if (!layout.asImageSays() && !layout.startsPlainly()) {
      add(
          place,
          "an entry point or a directory of the container on a step whose commands the image does not start",
          "asImageSays() beside it",
          "add it, or leave them out; directory(...) of a step is one of the workspace");
    }
    if (layout.asImageSays() && (options.sharing() || options.keptAfterFailure() != null)) {
      add(
          place,
          "asImageSays() on a step whose container is shared or kept",
          "a container for one command",
          "leave out one of them");
    }
  }

  /** The commands of a step whose image starts them. */
  void commands(String place, Step step) {
    if (step.execution().container().layout().asImageSays()
        && !(step.work() instanceof Work.Commands commands
            && commands.commands().size() == 1)) {
      add(
          place,
          "asImageSays() on a step that does not run one command",
          "one command, which the entry point of the image gets",
          "make a step of each command, or leave it out");
    }
  }

  private void mount(String place, String path, ContainerLayout.Mount mount) {
    if (!path.startsWith("/")) {
      absolute(place, "path of a mount", path);
    }
    if (mount.directory().isBlank()
        || mount.directory().startsWith("/")
        || List.of(mount.directory().split("/", -1)).contains("..")) {
      add(
          place,
          "mount of '" + mount.directory() + "'",
          "a directory within the workspace, or '.' for all of it",
          "leave out / and ..");
    }
  }

  private void absolute(String place, String what, String found) {
    add(place, what + " '" + found + "'", "an absolute path in the container", "begin it with /");
  }

  private void add(String place, String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }
}
