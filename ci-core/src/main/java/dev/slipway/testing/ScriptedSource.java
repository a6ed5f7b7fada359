package dev.slipway.testing;

import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import java.nio.file.Path;

/** A source that has one revision and no files. */
final class ScriptedSource implements Source {
  private final Revision revision;

  ScriptedSource(Revision revision) {
    this.revision = revision;
  }

  @Override
  public String description() {
    return "a simulated repository";
  }

  @Override
  public Revision resolve() {
    return revision;
  }

  @Override
  public void checkout(Revision wanted, Path directory) {
    // a simulation has no files
  }
}
