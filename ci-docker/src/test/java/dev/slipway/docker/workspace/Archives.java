package dev.slipway.docker.workspace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Archives written by hand, hostile ones among them. */
final class Archives {
  private Archives() {}

  /** An entry with its content. */
  record Piece(TarArchiveEntry entry, byte[] content) {}

  static Piece directory(String name, int mode) {
    return piece(name, TarConstants.LF_DIR, mode, "", "");
  }

  static Piece file(String name, int mode, String text) {
    return piece(name, TarConstants.LF_NORMAL, mode, "", text);
  }

  static Piece link(String name, String target) {
    return piece(name, TarConstants.LF_SYMLINK, 0777, target, "");
  }

  static Piece hardLink(String name, String other) {
    return piece(name, TarConstants.LF_LINK, 0644, other, "");
  }

  static Piece device(String name) {
    return piece(name, TarConstants.LF_CHR, 0644, "", "");
  }

  static Piece pipe(String name) {
    return piece(name, TarConstants.LF_FIFO, 0644, "", "");
  }

  static InputStream of(Piece... pieces) {
    return new ByteArrayInputStream(bytes(pieces));
  }

  static byte[] bytes(Piece... pieces) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Piece piece : pieces) {
        tar.putArchiveEntry(piece.entry);
        tar.write(piece.content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Piece piece(String name, byte type, int mode, String link, String text) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    byte[] content = TreeDirectory.bytes(text);
    entry.setMode(mode);
    entry.setSize(content.length);
    entry.setLinkName(link);
    return new Piece(entry, content);
  }
}
