package dev.slipway.examples;

import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that are used where they lie, as a commit under the name of a branch or a tag. */
record WorkingTree(
    String commit, @Nullable String branch, @Nullable String tag) implements Source {
  @Override
  public String description() {
    return "the files as they are";
  }

  @Override
  public Revision resolve() {
    return Revision.of(commit, branch).withTag(tag);
  }

  @Override
  public void checkout(Revision revision, Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
