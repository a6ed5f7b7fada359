package dev.slipway.runtime.process;

import dev.slipway.host.HostPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds processes in {@code /proc}: by the marker in their environment, by the session of their command, and by their parent.
 * Only a process that gave up all three is not found. Keeps nothing on disk.
 */
final class LinuxProcesses implements ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final String ENTRY = Marker.VARIABLE + "=";
  private static final long KERNEL_THREADS = 2;
  private static final int LOOKS = 50;

  private static final long OWN_GROUP =
      ProcessEntry.read(PROC.resolve("self")).map(ProcessEntry::group).orElse(0L);

  private final List<String> launcher =
      HostPrograms.find("setsid").map(path -> List.of(path.toString())).orElse(List.of());

  static boolean isLinux() {
    return Files.isReadable(PROC.resolve("self/environ"));
  }

  @Override
  public List<String> launcher() {
    return launcher;
  }

  @Override
  public void started(Marker marker, Process process) {
    // the marker is in the environment of the process
  }

  @Override
  public List<Found> ofSession(Marker marker, Collection<Process> commands) {
    Map<Long, Process> leaders = new HashMap<>();
    commands.forEach(command -> leaders.put(command.pid(), command));
    return find(marker.word()::equals, leaders);
  }

  @Override
  public void ended(Marker marker) {
    // nothing was kept
  }

  @Override
  public List<Found> ofBuild(String buildId) {
    return find(Marker.ofBuild(buildId), Map.of());
  }

  @Override
  public void reaped(String buildId) {
    // nothing was kept
  }

  private List<Found> find(Predicate<String> word, Map<Long, Process> leaders) {
    Map<Long, ProcessEntry> entries = entries();
    Set<Long> members = new HashSet<>();
    for (ProcessEntry entry : entries.values()) {
      if (isOfSession(entry, leaders, entries) || isMarked(entry, word)) {
        members.add(entry.pid());
      }
    }
    addChildren(members, entries.values());
    members.remove(ProcessHandle.current().pid());
    List<ProcessEntry> parentsFirst = new ArrayList<>(entries.values());
    parentsFirst.removeIf(entry -> !members.contains(entry.pid()));
    parentsFirst.sort(Comparator.comparingInt(entry -> depth(entry, members, entries)));
    List<Found> found = new ArrayList<>();
    for (ProcessEntry entry : parentsFirst) {
      ProcessHandle.of(entry.pid())
          .ifPresent(handle -> found.add(new Found(handle, groupOf(entry), entry.name())));
    }
    return found;
  }

  /**
   * Returns how many processes above one belong to it. A shell that is asked to end while it waits for a child cleans up; one whose child has just ended is starting the
   * next, and some shells die then, whatever they have a trap for.
   */
  private static int depth(ProcessEntry entry, Set<Long> members, Map<Long, ProcessEntry> entries) {
    int depth = 0;
    ProcessEntry above = entries.get(entry.parent());
    while (above != null && members.contains(above.pid()) && depth < members.size()) {
      depth++;
      above = entries.get(above.parent());
    }
    return depth;
  }

  private static long groupOf(ProcessEntry entry) {
    return entry.group() == OWN_GROUP ? 0 : entry.group();
  }

  private static Map<Long, ProcessEntry> entries() {
    Map<Long, ProcessEntry> entries = new HashMap<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path directory : directories) {
        ProcessEntry.read(directory)
            .filter(entry -> !entry.isDead() && entry.parent() != KERNEL_THREADS)
            .ifPresent(entry -> entries.put(entry.pid(), entry));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("processes cannot be listed", e);
    }
    return entries;
  }

  /** Tells by the kernel's session. The number of a command that is over may since have been given to a stranger. */
  private static boolean isOfSession(
      ProcessEntry entry, Map<Long, Process> leaders, Map<Long, ProcessEntry> entries) {
    Process leader = leaders.get(entry.session());
    if (leader == null) {
      Process itself = leaders.get(entry.pid());
      return itself != null && itself.isAlive();
    }
    return leader.isAlive() || !entries.containsKey(entry.session());
  }

  private static boolean isMarked(ProcessEntry entry, Predicate<String> word) {
    Path file = PROC.resolve(Long.toString(entry.pid())).resolve("environ");
    for (int look = 0; look < LOOKS; look++) {
      Optional<byte[]> environment = read(file);
      if (environment.isEmpty()) {
        return false;
      }
      // a process that is just being replaced by another program shows no environment for a moment
      if (environment.get().length > 0) {
        return wordsIn(environment.get()).stream().anyMatch(word);
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private static List<String> wordsIn(byte[] environment) {
    String text = new String(environment, StandardCharsets.ISO_8859_1);
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\0', start);
      end = end < 0 ? text.length() : end;
      if (text.startsWith(ENTRY, start)) {
        return Marker.words(text.substring(start + ENTRY.length(), end));
      }
      start = end + 1;
    }
    return List.of();
  }

  /** Returns nothing if the process is gone or belongs to somebody else. */
  private static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void addChildren(Set<Long> members, Collection<ProcessEntry> entries) {
    for (boolean grown = !members.isEmpty(); grown; ) {
      grown = false;
      for (ProcessEntry entry : entries) {
        grown |= members.contains(entry.parent()) && members.add(entry.pid());
      }
    }
  }
}
