package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The releases of a target in a directory of this machine, and a link, {@code current}, to the files of the one that is served. A file {@code changing} lies there from the
 * change of the link until what follows from it is done, so that one that was cut short is seen. Thread-safe, also among processes.
 */
final class ReleaseLinks {
  private final Layout layout;
  private final URI address;
  private final Follower follower;

  /** What is to be done when the link leads to a release. */
  interface Follower {
    /** Adds what a release needs beside its files, before it is in place. */
    void prepare(Release release, Path files) throws IOException;

    /**
     * Follows the link.
     *
     * @param before the number of the release that was served before; 0 if none was
     * @throws ReleaseNotStartedException if the release is at fault
     */
    void follow(Release release, Path files, int before, ReleaseSecrets secrets)
        throws IOException, InterruptedException;

    /** Ends what is served. */
    void end(Release release, Path files, ReleaseSecrets secrets)
        throws IOException, InterruptedException;

    /** Tells what still goes on, and changes nothing about it; empty if nothing does. */
    default String underWay() throws IOException {
      return "";
    }

    /** Ends what still goes on because the Java virtual machine was killed that had begun it. Called before anything is changed. */
    default void endLeftovers() throws InterruptedException {
      // most end with it
    }
  }

  ReleaseLinks(Path directory, URI address, Follower follower) {
    this.layout = new Layout(directory);
    this.address = address;
    this.follower = follower;
  }

  Path root() {
    return layout.root();
  }

  TargetState state() {
    try {
      int serving = serving();
      Set<Integer> kept =
          Files.exists(layout.root().resolve("releases")) ? layout.kept() : Set.of();
      return new TargetState(
          address,
          serving,
          serving == 0 ? List.of() : List.of(new RunningRelease(serving, address)),
          kept,
          trouble());
    } catch (IOException e) {
      throw failed("it could not be read", e);
    }
  }

  private String trouble() throws IOException {
    Path changing = changing();
    String unfinished = Files.exists(changing)
        ? "the change to release " + Files.readString(changing).strip() + " was not finished"
        : "";
    return Stream.of(unfinished, follower.underWay())
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining("; "));
  }

  TargetControl control(long token, ReleaseSecrets secrets) {
    TargetControl control = new Control(token, secrets);
    doing(token, () -> {
      layout.write(layout.fence(), Long.toString(token));
    });
    return control;
  }

  private Path current() {
    return layout.root().resolve("current");
  }

  private Path changing() {
    return layout.root().resolve("changing");
  }

  /** Returns the number of the release to which the link leads; 0 if it leads to none. */
  private int serving() throws IOException {
    if (!Files.isSymbolicLink(current())) {
      return 0;
    }
    Path release = Files.readSymbolicLink(current()).getParent();
    String number = release == null ? "" : release.getFileName().toString();
    return number.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(number) : 0;
  }

  private void link(int number) throws IOException {
    Path half = layout.root().resolve("current.new");
    Files.deleteIfExists(half);
    Files.createSymbolicLink(half, layout.root().relativize(layout.files(number)));
    Files.move(half, current(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void place(Release release, @Nullable ReleaseFiles files) throws IOException {
    Optional<Release> placed = layout.placed(release.number());
    if (files != null && !placed.equals(Optional.of(release))) {
      layout.place(release, files, path -> follower.prepare(release, path));
    } else if (placed.isEmpty()) {
      throw refused(release + " is not kept", "a release that is: " + layout.kept());
    }
  }

  private void serve(Release release, ReleaseSecrets secrets)
      throws IOException, InterruptedException {
    if (layout.placed(release.number()).isEmpty()) {
      throw refused(release + " is not in place", "one that is: " + layout.kept());
    }
    int before = serving();
    try {
      change(release, before, secrets);
    } catch (IOException | InterruptedException | RuntimeException e) {
      boolean interrupted = Thread.interrupted();
      try {
        goBack(release, before, secrets);
      } catch (IOException | InterruptedException | RuntimeException again) {
        e.addSuppressed(again);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  private void change(Release release, int before, ReleaseSecrets secrets)
      throws IOException, InterruptedException {
    layout.write(changing(), Integer.toString(release.number()));
    link(release.number());
    follower.follow(release, layout.files(release.number()), before, secrets);
    Files.deleteIfExists(changing());
  }

  private void goBack(Release from, int before, ReleaseSecrets secrets)
      throws IOException, InterruptedException {
    Optional<Release> old = before == 0 ? Optional.empty() : layout.placed(before);
    if (old.isPresent()) {
      change(old.get(), from.number(), secrets);
    } else {
      Files.deleteIfExists(current());
      Files.deleteIfExists(changing());
    }
  }

  private void retire(Release release, ReleaseSecrets secrets)
      throws IOException, InterruptedException {
    if (serving() == release.number()) {
      follower.end(release, layout.files(release.number()), secrets);
      Files.deleteIfExists(current());
      Files.deleteIfExists(changing());
    }
  }

  private void remove(Release release) throws IOException {
    if (serving() == release.number()) {
      throw refused(release + " runs", "a release that does not");
    }
    layout.remove(release.number());
  }

  /** Something that is done for the holder of a token while nobody else does anything. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void run(long token, Work work) throws InterruptedException {
    DirectoryLock lock = DirectoryLock.of(layout);
    try {
      long highest = layout.highestToken();
      if (token < highest) {
        throw new StaleOwnerException(layout.root().toString(), token, highest);
      }
      follower.endLeftovers();
      work.run();
    } catch (IOException e) {
      throw failed("it could not be changed", e);
    } finally {
      lock.close();
    }
  }

  /** The same for work that does not wait. */
  private void doing(long token, Work work) {
    try {
      run(token, work);
    } catch (InterruptedException e) {
      throw TargetException.interrupted(layout.root().toString(), e);
    }
  }

  private TargetException refused(String found, String expected) {
    return new TargetException(new Problem(
        layout.root().toString(), found, expected, "deploy its commit again, or retire it first"));
  }

  private TargetException failed(String what, IOException e) {
    return new TargetException(
        new Problem(
            layout.root().toString(),
            what + ": " + e,
            "a directory with room that can be written, on a file system with symbolic links",
            "mend the cause and try again"),
        e);
  }

  private final class Control implements TargetControl {
    private final long token;
    private final ReleaseSecrets secrets;

    Control(long token, ReleaseSecrets secrets) {
      this.token = token;
      this.secrets = secrets;
    }

    @Override
    public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
        throws InterruptedException {
      run(token, () -> place(release, files));
      return new RunningRelease(release.number(), address);
    }

    @Override
    public void route(Release release) throws InterruptedException {
      run(token, () -> serve(release, secrets));
    }

    @Override
    public void retire(Release release) throws InterruptedException {
      run(token, () -> ReleaseLinks.this.retire(release, secrets));
    }

    @Override
    public void remove(Release release) {
      doing(token, () -> ReleaseLinks.this.remove(release));
    }
  }
}
