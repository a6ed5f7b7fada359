package dev.slipway.git;

import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a commit from a mirror into a workspace, and leaves the workspace empty if that fails. */
final class Checkout {
  private static final Logger log = LoggerFactory.getLogger(Checkout.class);

  private final Mirror mirror;
  private final Workspace workspace;
  private final Path directory;
  private final boolean selfContained;

  Checkout(Mirror mirror, Workspace workspace, Path directory, boolean selfContained) {
    this.mirror = mirror;
    this.workspace = workspace;
    this.directory = directory;
    this.selfContained = selfContained;
  }

  void run(ObjectId commit, Selection selection, Remote remote)
      throws IOException, InterruptedException {
    if (mirror.has(commit)) {
      try {
        attempt(commit);
        return;
      } catch (IOException e) {
        if (Causes.isInterruption(e) || !Causes.isDamage(e)) {
          throw e;
        }
        log.warn("The mirror of {} is damaged and is made again", remote.text(), e);
        mirror.discard();
      }
    }
    boolean there = mirror.fetch(
        commit, (repository, fetched) -> repository.getObjectDatabase().has(commit));
    if (!there) {
      throw new GitException(new Problem(
          Selection.place(remote),
          "commit " + commit.name() + " of " + selection.text() + " is not there any more",
          "the commit that the build was resolved to",
          "start a new build, or push the commit again"));
    }
    attempt(commit);
  }

  private void attempt(ObjectId commit) throws IOException, InterruptedException {
    boolean done = false;
    try {
      write(commit);
      done = true;
    } catch (IOException e) {
      if (Causes.isInterruption(e) || Causes.isDamage(e)) {
        throw e;
      }
      throw Failures.ofWorkspace(e, directory);
    } finally {
      if (!done) {
        clearAfterFailure();
      }
    }
  }

  private void write(ObjectId commit) throws IOException, InterruptedException {
    workspace.clear();
    mirror.read(repository -> {
      workspace.prepare(repository, commit);
      return commit;
    });
    if (selfContained) {
      mirror.locked(() -> {
        workspace.own(mirror.objects());
        return commit;
      });
    } else {
      workspace.borrow(mirror.objects());
    }
    workspace.fill(commit);
  }

  private void clearAfterFailure() {
    try {
      workspace.clear();
    } catch (IOException e) {
      log.warn("Workspace {} could not be emptied after a failure", directory, e);
    }
  }
}
