package dev.slipway.examples.bench;

import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import java.nio.file.Path;

/** A source without files, so that a benchmark measures the engine alone. */
public record NoFiles() implements Source {
  @Override
  public String description() {
    return "nothing";
  }

  @Override
  public Revision resolve() {
    return Revision.of("0000000000000000000000000000000000000000", "main");
  }

  @Override
  public void checkout(Revision revision, Path directory) {
    // there are no files
  }
}
