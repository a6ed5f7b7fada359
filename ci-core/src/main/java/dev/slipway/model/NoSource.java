package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A source without files. */
enum NoSource implements Source {
  INSTANCE;

  @Override
  public String description() {
    return "no repository";
  }

  @Override
  public Revision resolve() {
    return Revision.of("0".repeat(40), null);
  }

  @Override
  public void checkout(Revision revision, Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new SlipwayException(
          new Problem(
              "workspace " + directory,
              "the directory cannot be made: " + e,
              "a directory that this user can write to",
              "make room or mend the permissions"),
          e);
    }
  }
}
