package dev.slipway.cache;

import dev.slipway.artifact.ArtifactException;
import dev.slipway.artifact.WorkspaceState;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.file.IoTexts;
import dev.slipway.model.Cache;
import dev.slipway.model.Trust;
import dev.slipway.secret.Redactor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps directories of a build's workspace between builds, as {@link Cache} says. Nothing that goes wrong is thrown: it is told by a line for
 * the log, and the step runs as if nothing were kept. Thread-safe.
 *
 * @since 0.1
 */
public final class DirectoryCaches {
  private final CacheStore store;
  private final Landing landing = new Landing();

  private DirectoryCaches(CacheStore store) {
    this.store = store;
  }

  /** Returns caches that are kept in a store. */
  public static DirectoryCaches in(CacheStore store) {
    return new DirectoryCaches(Objects.requireNonNull(store, "store"));
  }

  /**
   * Brings a directory back before a step runs.
   *
   * @param pipeline the pipeline to which the cache belongs
   * @param trust whether the build is trusted
   * @return what to keep it by when the step has succeeded
   * @throws InterruptedException if the thread is interrupted; nothing half restored is left then
   */
  public Restored restore(Cache cache, String pipeline, Trust trust, Path workspace)
      throws InterruptedException {
    Shelf shelf =
        new Shelf("directories", pipeline + "\n" + cache.name() + "\n" + cache.path(), trust);
    try {
      WorkspaceState state = WorkspaceState.of(workspace, cache.keyedBy(), List.of(cache.path()));
      Note note = state.files().isEmpty()
          ? warning(
              cache,
              "no file matches " + String.join(", ", cache.keyedBy())
                  + ", so it has no key; it is neither restored nor stored")
          : restored(cache, shelf, state.files(), workspace);
      return new Restored(cache, shelf, state.files(), note);
    } catch (ArtifactException | CacheException e) {
      return new Restored(cache, shelf, Collections.emptySortedMap(), failed(cache, "restored", e));
    }
  }

  private Note restored(Cache cache, Shelf shelf, SortedMap<String, String> files, Path workspace)
      throws InterruptedException {
    String key = Hashes.of(files);
    Optional<Kept> exact = store.find(shelf, key);
    Optional<Kept> entry = exact.or(() -> store.newest(shelf));
    return entry.isEmpty()
        ? note(cache, "nothing restored, none of this name is kept yet")
        : restored(cache, key, files, entry.get(), workspace);
  }

  private Note restored(
      Cache cache, String key, SortedMap<String, String> files, Kept entry, Path workspace)
      throws InterruptedException {
    try {
      Optional<SortedMap<String, String>> before = landing.bring(entry, workspace, cache.path());
      if (before.isEmpty()) {
        return note(cache, cache.path() + " has files in it already and is left as it is");
      }
      String what = cache.path() + " from key " + shown(entry.key()) + ", " + size(entry.size());
      return entry.key().equals(key)
          ? note(cache, "restored " + what)
          : note(
              cache,
              "key " + shown(key) + " is not kept, "
                  + String.join(", ", Changes.between(before.get(), files))
                  + "; fell back to the newest and restored " + what);
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw Stopped.by(e);
    } catch (Damaged e) {
      store.drop(entry);
      return warning(
          cache,
          "nothing restored, what is kept as key " + shown(entry.key())
              + " is damaged and is dropped: " + e.getMessage());
    } catch (IOException e) {
      return warning(cache, "nothing restored, " + IoTexts.of(e));
    }
  }

  /**
   * Keeps a directory after a step has succeeded, unless there is one of its key.
   *
   * @param before what {@link #restore} returned
   * @param redactor knows the secrets of the build; a directory with one of them in it is not kept
   * @return a line for the log, or empty if there is nothing to say
   * @throws InterruptedException if the thread is interrupted; nothing is kept then
   */
  public Optional<Note> store(Restored before, Path workspace, Redactor redactor)
      throws InterruptedException {
    Cache cache = before.cache();
    String key = Hashes.of(before.files());
    try {
      if (before.files().isEmpty() || store.find(before.shelf(), key).isPresent()) {
        return Optional.empty();
      }
      Path directory = Trees.existing(workspace, cache.path());
      long bytes =
          store.keep(before.shelf(), key, DirectoryEntry.of(directory, before.files(), redactor));
      return Optional.of(
          note(cache, "stored " + cache.path() + " as key " + shown(key) + ", " + size(bytes)));
    } catch (NoSuchFileException e) {
      return Optional.of(note(cache, "nothing stored, there is no " + cache.path()));
    } catch (SecretFound e) {
      return Optional.of(warning(
          cache,
          "not stored, there is a secret in " + cache.path()
              + (e.place().isEmpty() ? "" : "/" + e.place())));
    } catch (IOException e) {
      return Optional.of(warning(cache, "not stored, " + IoTexts.of(e)));
    } catch (CacheException e) {
      return Optional.of(failed(cache, "stored", e));
    }
  }

  private static Note failed(Cache cache, String what, SlipwayException e) {
    return warning(cache, "not " + what + ", " + e.getMessage());
  }

  private static Note note(Cache cache, String text) {
    return new Note(false, "cache '" + cache.name() + "': " + text);
  }

  private static Note warning(Cache cache, String text) {
    return new Note(true, "cache '" + cache.name() + "': " + text);
  }

  private static String shown(String key) {
    return key.substring(0, 12);
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /**
   * A cache as it was before the step ran. Immutable.
   *
   * @param cache the cache
   * @param shelf where its entries lie
   * @param files what identifies the files that make its key; empty if it has none, so that it is not kept
   * @param note a line for the log
   */
  public record Restored(Cache cache, Shelf shelf, SortedMap<String, String> files, Note note) {
    /** Makes a description. */
    public Restored {
      files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
  }
}
