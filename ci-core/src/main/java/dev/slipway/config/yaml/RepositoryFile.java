package dev.slipway.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads text files of a repository, whose author need not be trusted. Not API for users.
 *
 * @since 0.1
 */
public final class RepositoryFile {
  private RepositoryFile() {}

  /**
   * Reads a file of UTF-8 in a directory, as {@link YamlReader} does: a byte order mark is dropped.
   *
   * @return its text; empty with a mistake
   */
  public static Optional<String> text(Path directory, String path, Findings findings) {
    Position start = Position.startOf(path);
    try {
      Path file = directory.resolve(path).toRealPath();
      if (!file.startsWith(directory.toRealPath())) {
        findings.problem(
            start,
            "a link that leaves the repository",
            "a file of the repository",
            "put the file itself there");
      } else if (Files.isDirectory(file)) {
        findings.problem(start, "a directory", "a file", "put a file of this name in its place");
      } else if (!Files.isRegularFile(file)) {
        findings.problem(
            start, "something that is no regular file", "a file", "put a file in its place");
      } else {
        return read(file, start, findings);
      }
    } catch (NoSuchFileException e) {
      findings.problem(
          start, "no such file in " + directory, "a file", "add it, or correct the path");
    } catch (IOException e) {
      findings.problem(
          start,
          "a file that cannot be read (" + e.getClass().getSimpleName() + ")",
          "a file that may be read",
          "look at its permissions and at the links that lead to it");
    }
    return Optional.empty();
  }

  private static Optional<String> read(Path file, Position start, Findings findings)
      throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(YamlReader.MOST_BYTES + 1);
    }
    if (bytes.length > YamlReader.MOST_BYTES) {
      findings.problem(
          start,
          "a file of " + Files.size(file) + " bytes",
          "at most " + YamlReader.MOST_BYTES + " bytes",
          "make it smaller; scripts can lie in files of their own");
      return Optional.empty();
    }
    CharBuffer text = CharBuffer.allocate(bytes.length);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(input, text, true);
    String decoded = text.flip().toString();
    if (result.isError()) {
      findings.problem(
          endOf(decoded, start.file()),
          String.format("the byte 0x%02x, which is no UTF-8 here", input.get(input.position())),
          "a text in UTF-8",
          "save the file in UTF-8");
      return Optional.empty();
    }
    return Optional.of(decoded.startsWith("\ufeff") ? decoded.substring(1) : decoded);
  }

  private static Position endOf(String text, String file) {
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    return new Position(file, line, text.length() - text.lastIndexOf('\n'));
  }
}
