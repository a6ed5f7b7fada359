package dev.slipway.docker.workspace;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads what a copy holds from its archive. Trusts nothing in it: names are only looked up, never used to write, and one that
 * leads out of the copy is refused. For one thread.
 */
final class ArchiveReader {
  private static final char NO_LETTER = '\uFFFD';

  private final String place;
  private final String prefix;
  private final Manifest held;
  private final Staging staging;
  private final Manifest found = new Manifest();
  private final List<String> missed = new ArrayList<>();
  private boolean special;

  /**
   * Makes a reader.
   *
   * @param place who made the archive, for errors
   * @param prefix the name of the directory in the archive
   * @param held what the copy held before
   */
  ArchiveReader(String place, String prefix, Manifest held, Staging staging) {
    this.place = place;
    this.prefix = prefix;
    this.held = held;
    this.staging = staging;
  }

  /** Returns all that the copy holds. */
  Manifest found() {
    return found;
  }

  /** Returns files that seemed to be unchanged and were not kept, but are changed: their content has to be read again. */
  List<String> missed() {
    return missed;
  }

  /** Returns whether there are pipes, sockets or devices, which stay where they are. */
  boolean hasSpecialFiles() {
    return special;
  }

  /** Reads the archive of the whole copy. */
  void readAll(InputStream archive) throws IOException {
    CompleteArchive complete = new CompleteArchive(archive);
    TarArchiveInputStream tar = new TarArchiveInputStream(complete, "UTF-8");
    TarArchiveEntry root = tar.getNextEntry();
    if (root == null || !root.isDirectory() || !path(root.getName()).isEmpty()) {
      throw new EOFException("the archive does not begin with the directory '" + prefix + "'");
    }
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      accept(entry, tar);
    }
    complete.requireEnd();
  }

  /** Reads the archive of one file, which is its only entry. */
  void readFile(String path, InputStream archive) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8");
    TarArchiveEntry entry = tar.getNextEntry();
    Entry expected = found.get(path);
    if (entry == null
        || !(expected instanceof Entry.File file)
        || !file.sha256().equals(staging.keep(path, tar))) {
      throw new IOException("file '" + path + "' was changed while it was read");
    }
  }

  private void accept(TarArchiveEntry entry, InputStream content) throws IOException {
    String path = path(entry.getName());
    requireDirectories(path);
    Entry before = found.get(path);
    boolean directoryAgain = before instanceof Entry.Directory && entry.isDirectory();
    if (path.isEmpty() || (before != null && !directoryAgain)) {
      throw refused("two entries '" + entry.getName() + "'");
    }
    if (entry.isDirectory()) {
      found.put(path, directory(path, entry));
    } else if (entry.isSymbolicLink()) {
      found.put(path, new Entry.Link(target(entry)));
    } else if (entry.isLink()) {
      found.put(path, hardLink(path, entry));
    } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      special = true;
    } else {
      found.put(path, file(path, entry, content));
    }
  }

  /** One that was sent as it is comes back as it is; what the step made can be deleted. */
  private Entry.Directory directory(String path, TarArchiveEntry entry) {
    Entry.Directory made = new Entry.Directory(entry.getMode() & Modes.ALL);
    return made.equals(held.get(path)) ? made : new Entry.Directory(Modes.ofDirectory(made.mode()));
  }

  private Entry.File file(String path, TarArchiveEntry entry, InputStream content)
      throws IOException {
    int sent = entry.getMode() & Modes.ALL;
    int mode = held.get(path) instanceof Entry.File same && same.mode() == sent
        ? sent
        : Modes.ofFile(sent);
    long seconds = entry.getLastModifiedTime().to(TimeUnit.SECONDS);
    boolean seemsUnchanged = held.get(path) instanceof Entry.File before
        && before.mode() == mode
        && before.size() == entry.getSize()
        && before.seconds() == seconds;
    String sha256 = seemsUnchanged ? staging.hash(content) : staging.keep(path, content);
    Entry.File file = new Entry.File(mode, entry.getSize(), seconds, sha256);
    if (seemsUnchanged && !file.hasContentOf(held.get(path))) {
      missed.add(path);
    }
    return file;
  }

  /** Another name of a file, or of a symbolic link, becomes one of its own. */
  private Entry hardLink(String path, TarArchiveEntry entry) throws IOException {
    String other = path(entry.getLinkName());
    if (found.get(other) instanceof Entry.Link link) {
      return link;
    }
    if (!(found.get(other) instanceof Entry.File file)) {
      throw refused("a link '" + entry.getName() + "' to '" + entry.getLinkName()
          + "', which is no file before it");
    }
    staging.keepAlso(path, other);
    if (staging.get(path) == null && !file.hasContentOf(held.get(path))) {
      missed.add(path);
    }
    return file;
  }

  private String target(TarArchiveEntry entry) {
    try {
      return LocalTree.spelt(entry.getLinkName());
    } catch (InvalidPathException e) {
      throw refused("a link '" + entry.getName() + "' to what is no path");
    }
  }

  /** Returns the path of an entry within the copy, or an empty text for the copy itself. */
  private String path(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        throw refused("an entry '" + name + "', which points outside the workspace");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (name.startsWith("/") || parts.isEmpty() || !parts.get(0).equals(prefix)) {
      throw refused("an entry '" + name + "', which points outside the workspace");
    }
    if (name.indexOf(NO_LETTER) >= 0 || name.indexOf('\0') >= 0) {
      throw refused("an entry '" + name + "', whose name is not in UTF-8");
    }
    return String.join("/", parts.subList(1, parts.size()));
  }

  private void requireDirectories(String path) {
    String parent = Manifest.parent(path);
    if (parent != null && !(found.get(parent) instanceof Entry.Directory)) {
      throw refused("an entry '" + path + "' in '" + parent + "', which is no directory before it");
    }
  }

  private RuntimeUnavailableException refused(String what) {
    return new RuntimeUnavailableException(
        new Problem(
            place,
            "the archive of its files has " + what,
            "entries within the workspace, each once and after its directory",
            "look at what the step writes; nothing of it was brought to the workspace"),
        null);
  }
}
