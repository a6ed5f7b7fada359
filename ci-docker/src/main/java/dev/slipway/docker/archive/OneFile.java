package dev.slipway.docker.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The archive of one file, as an engine answers with it. */
public final class OneFile {
  private OneFile() {}

  /** Returns the content of the first entry; empty if there is none, or if it is no file. The rest of the archive is read as well. */
  public static Optional<byte[]> in(InputStream archive) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8");
    TarArchiveEntry entry = tar.getNextEntry();
    // links count as files there
    boolean isFile = entry != null && entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
    Optional<byte[]> content = isFile ? Optional.of(tar.readAllBytes()) : Optional.empty();
    archive.transferTo(OutputStream.nullOutputStream());
    return content;
  }
}
