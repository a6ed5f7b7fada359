package dev.slipway.config;

import dev.slipway.config.yaml.Findings;
import dev.slipway.config.yaml.Position;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The files that a file includes. For one reading of one pipeline. */
final class Includes {
  private static final int MOST = 100;

  private final @Nullable Path repository;
  private final Deque<String> open = new ArrayDeque<>();
  private int count;

  Includes(@Nullable Path repository, String file) {
    this.repository = repository;
    open.push(file);
  }

  /** Opens a file; null where what is wrong was told. It is to be closed when it was read. */
  @Nullable
  YamlNode open(String path, Position at, Findings findings) {
    if (repository == null) {
      findings.problem(
          at,
          "a file to include in a text that is in no repository",
          "a mapping",
          "read the pipeline from a directory, or write the other one here");
    } else if (open.contains(path)) {
      findings.problem(at, "the file '" + path + "' within itself", "another file", "leave it out");
    } else if (++count > MOST) {
      findings.problem(
          at, "more than " + MOST + " included files", "at most so many", "put some together");
    } else {
      int before = findings.count();
      YamlNode node = YamlReader.strict().read(repository, path, findings);
      if (findings.count() == before) {
        open.push(path);
        return node;
      }
    }
    return null;
  }

  void close() {
    open.pop();
  }
}
