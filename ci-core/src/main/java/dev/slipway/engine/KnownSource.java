package dev.slipway.engine;

import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import java.nio.file.Path;

/** Stands for the source of a build that has its workspace already. */
final class KnownSource implements Source {
  @Override
  public String description() {
    return "the workspace of an earlier run";
  }

  @Override
  public Revision resolve() {
    throw new IllegalStateException("the revision is known");
  }

  @Override
  public void checkout(Revision revision, Path directory) {
    throw new IllegalStateException("the workspace is there");
  }
}
