package dev.slipway.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.docker.archive.OneFile;
import dev.slipway.docker.workspace.FileOwner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the user as whom a container runs. The engine tells names as they were given; what they mean is written in the
 * image.
 */
final class ContainerUser {
  private static final int PASSWD_GROUP = 3;
  private static final int NUMBER = 2;

  private final Engine engine;
  private final String container;

  /** Looks in a container that need not run. */
  ContainerUser(Engine engine, String container) {
    this.engine = engine;
    this.container = container;
  }

  /** Returns the numbers if both are given as such. */
  static Optional<FileOwner> ofNumbers(String user) {
    String[] parts = user.split(":", -1);
    return parts.length == 2 && isNumber(parts[0]) && isNumber(parts[1])
        ? Optional.of(new FileOwner(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
        : Optional.empty();
  }

  /** Returns the numbers as the engine will find them; those of root for a user who is not there. */
  FileOwner owner() {
    @Nullable
    String configured =
        engine.calls().inspectContainerCmd(container).exec().getConfig().getUser();
    String user = configured == null || configured.isEmpty() ? "0" : configured;
    return ofNumbers(user).orElseGet(() -> lookUp(user));
  }

  private FileOwner lookUp(String user) {
    String name = user.split(":", -1)[0];
    String group = user.contains(":") ? user.substring(user.indexOf(':') + 1) : "";
    Optional<String[]> line = entry("/etc/passwd", name);
    long uid = isNumber(name) ? Long.parseLong(name) : number(line, NUMBER);
    if (group.isEmpty()) {
      return new FileOwner(uid, number(line, PASSWD_GROUP));
    }
    return new FileOwner(
        uid, isNumber(group) ? Long.parseLong(group) : number(entry("/etc/group", group), NUMBER));
  }

  private static long number(Optional<String[]> line, int field) {
    return line.filter(fields -> fields.length > field && isNumber(fields[field]))
        .map(fields -> Long.parseLong(fields[field]))
        .orElse(0L);
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,10}");
  }

  /** Returns the fields of the line for a name or a number. */
  private Optional<String[]> entry(String file, String key) {
    return lines(file)
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > NUMBER)
        .filter(fields -> fields[0].equals(key) || fields[NUMBER].equals(key))
        .findFirst();
  }

  private Stream<String> lines(String file) {
    try (InputStream archive =
        engine.calls().copyArchiveFromContainerCmd(container, file).exec()) {
      return OneFile.in(archive)
          .map(content -> new String(content, StandardCharsets.UTF_8).lines())
          .orElseGet(Stream::empty);
    } catch (NotFoundException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
