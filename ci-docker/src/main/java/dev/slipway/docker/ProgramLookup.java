package dev.slipway.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells after the fact whether the program of a command was there. An exit code of 126 or 127 alone does not: a shell
 * answers with it for what it did not find itself.
 */
final class ProgramLookup {
  private static final int TAR_HEADER = 512;
  private static final int TAR_MODE = 100;
  private static final int TAR_MODE_LENGTH = 7;
  private static final int ANYBODY_MAY_EXECUTE = 0111;

  private final Engine engine;
  private final String container;
  private final String directory;

  /** Looks in a container that may have ended, and in its working directory. */
  ProgramLookup(Engine engine, String container, String directory) {
    this.engine = engine;
    this.container = container;
    this.directory = directory;
  }

  /** Returns whether there is a file of this name that can be executed. */
  boolean isThere(String program, String searchPath) {
    if (program.startsWith("/")) {
      return isExecutable(program);
    }
    if (program.contains("/")) {
      return isExecutable(directory + "/" + program);
    }
    return Stream.of(searchPath.split(":", -1))
        .filter(entry -> entry.startsWith("/"))
        .anyMatch(entry -> isExecutable(entry + "/" + program));
  }

  static String searchPath(List<String> environment) {
    return environment.stream()
        .filter(entry -> entry.startsWith("PATH="))
        .map(entry -> entry.substring("PATH=".length()))
        .findFirst()
        .orElse("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }

  private boolean isExecutable(String path) {
    try (InputStream archive =
        engine.calls().copyArchiveFromContainerCmd(container, path).exec()) {
      byte[] header = archive.readNBytes(TAR_HEADER);
      return header.length == TAR_HEADER && (mode(header) & ANYBODY_MAY_EXECUTE) != 0;
    } catch (NotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int mode(byte[] header) {
    String octal = new String(header, TAR_MODE, TAR_MODE_LENGTH, StandardCharsets.US_ASCII);
    return Integer.parseInt(octal.replace("\0", "").strip(), 8);
  }
}
