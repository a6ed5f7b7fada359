package dev.slipway.engine;

import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A repository of a few files; each build has another revision of it. */
final class FilesSource implements Source {
  private final Map<String, String> files = new ConcurrentSkipListMap<>();
  private final AtomicInteger revision = new AtomicInteger();

  FilesSource file(String path, String content) {
    files.put(path, content);
    return this;
  }

  @Override
  public String description() {
    return "a few files";
  }

  @Override
  public Revision resolve() {
    return Revision.of(String.format("%040x", revision.incrementAndGet()), "main");
  }

  @Override
  public void checkout(Revision wanted, Path directory) {
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
