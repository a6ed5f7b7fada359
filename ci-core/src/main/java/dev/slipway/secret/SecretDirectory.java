package dev.slipway.secret;

import static java.util.Objects.requireNonNull;

import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Secrets as files, one per secret. */
final class SecretDirectory implements SecretSource {
  private final Path directory;

  SecretDirectory(Path directory) {
    this.directory = requireNonNull(directory, "directory");
  }

  @Override
  public Optional<Secret> find(String name) {
    requirePlain(name);
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Secret.of(name, withoutLineEnd(Files.readString(file))));
    } catch (NoSuchFileException removedMeanwhile) {
      return Optional.empty();
    } catch (IOException e) {
      String expected = "a file of UTF-8 text that may be read";
      String remedy = "mend the file or its permissions";
      throw new SecretUnavailableException(
          new Problem(
              "secret '" + name + "' in " + directory, "its file cannot be read", expected, remedy),
          e);
    }
  }

  private static void requirePlain(String name) {
    boolean special = name.isBlank() || name.equals(".") || name.equals("..");
    if (special || name.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0)) {
      throw new IllegalArgumentException(
          "the name of a secret in a directory must be a plain file name, not '" + name + "'");
    }
  }

  private static String withoutLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
