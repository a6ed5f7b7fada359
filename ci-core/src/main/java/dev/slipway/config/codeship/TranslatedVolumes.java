package dev.slipway.config.codeship;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the volumes of services as mounts of the workspace and volumes of the build. For one thread. */
final class TranslatedVolumes {
  private static final String SOCKET = "/var/run/docker.sock";
  private static final int LONGEST = 60;

  private final CodeshipProject project;
  private final TranslationNotes notes;
  private int fresh;

  TranslatedVolumes(CodeshipProject project, TranslationNotes notes) {
    this.project = project;
    this.notes = notes;
  }

  /** What a container sees, by the paths at which it does. */
  static final class Seen {
    final Map<String, Object> mounts = new LinkedHashMap<>();
    final Map<String, Object> volumes = new LinkedHashMap<>();
    boolean engine;
  }

  /** Returns what containers of a service see, what they see of the volumes of others included. */
  Seen of(CodeshipService service) {
    Seen seen = new Seen();
    add(service, false, seen);
    return seen;
  }

  private void add(CodeshipService service, boolean readOnly, Seen seen) {
    for (String entry : service.volumesFrom()) {
      CodeshipService lender = project.services().get(ServiceChecks.source(entry));
      if (lender != null) {
        add(lender, readOnly || entry.endsWith(":ro"), seen);
      }
    }
    service.volumes().forEach(volume -> volume(service, volume, readOnly, seen));
  }

  private void volume(CodeshipService service, String volume, boolean readOnly, Seen seen) {
    String[] parts = volume.split(":", 3);
    String target = parts.length == 1 ? parts[0] : parts[1];
    if (!target.startsWith("/")) {
      notes.add(
          service.place(), "the volume '" + volume + "' has no absolute path and is left out");
    } else if (parts.length == 1) {
      String name = service.name() + target + (isLent(service) ? "" : "-" + ++fresh);
      put(seen.volumes, seen.mounts, target, name(name));
    } else if (parts[0].equals(SOCKET)) {
      seen.engine = true;
    } else {
      boolean fixed = readOnly || (parts.length == 3 && parts[2].equals("ro"));
      source(service, volume, parts[0], target, fixed, seen);
    }
  }

  /** What nobody else sees is fresh in each step. */
  private boolean isLent(CodeshipService service) {
    return project.services().values().stream()
        .flatMap(other -> other.volumesFrom().stream())
        .anyMatch(entry -> ServiceChecks.source(entry).equals(service.name()));
  }

  private void source(
      CodeshipService service,
      String volume,
      String source,
      String target,
      boolean readOnly,
      Seen seen) {
    Path root = project.directory().toAbsolutePath().normalize();
    if (source.startsWith("/") || source.startsWith("~")) {
      notes.add(
          service.place(),
          "the volume '" + volume
              + "' is a directory of the machine, which no step sees, and is left out");
      return;
    }
    boolean isName = source.matches("[A-Za-z0-9][A-Za-z0-9_.-]*");
    Path directory = root.resolve(source).normalize();
    if (isName && !Files.exists(directory)) {
      put(seen.volumes, seen.mounts, target, name(source));
    } else if (!directory.startsWith(root)) {
      notes.add(
          service.place(), "the volume '" + volume + "' is outside the project and is left out");
    } else {
      String relative =
          directory.equals(root) ? "." : root.relativize(directory).toString().replace('\\', '/');
      Map<String, Object> fixed = new LinkedHashMap<>();
      fixed.put("directory", relative);
      fixed.put("readOnly", true);
      put(seen.mounts, seen.volumes, target, readOnly ? fixed : relative);
    }
  }

  private static void put(
      Map<String, Object> here, Map<String, Object> there, String path, Object value) {
    there.remove(path);
    here.put(path, value);
  }

  private static String name(String text) {
    String name = text.replaceAll("[^A-Za-z0-9_.-]+", "-").replaceAll("^[^A-Za-z0-9]+|-+$", "");
    String some = name.isEmpty() ? "volume" : name;
    return some.length() <= LONGEST ? some : some.substring(0, LONGEST);
  }
}
