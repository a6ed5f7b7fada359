package dev.slipway.docker;

import dev.slipway.docker.archive.GrowingArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files for a container as an archive. For one thread. */
final class HostedArchive extends GrowingArchive {
  private static final int DIRECTORY = 0755;

  private final Iterator<HostedFile> files;
  private final Set<Path> made = new HashSet<>();

  HostedArchive(List<HostedFile> files) {
    this.files = List.copyOf(files).iterator();
  }

  @Override
  protected boolean next() throws IOException {
    if (!files.hasNext()) {
      return false;
    }
    HostedFile file = files.next();
    Path path = Path.of(file.path().substring(1));
    directories(path.getParent());
    addFile(path.toString(), file.size(), facts(file.mode()), file.content().open());
    return true;
  }

  private void directories(@Nullable Path directory) throws IOException {
    if (directory != null && made.add(directory)) {
      directories(directory.getParent());
      addDirectory(directory.toString(), facts(DIRECTORY));
    }
  }

  private static Facts facts(int mode) {
    return new Facts(mode, 0, 0, FileTime.fromMillis(0));
  }
}
