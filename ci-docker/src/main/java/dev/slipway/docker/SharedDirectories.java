package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether an engine sees the files of this machine. It shows a file with random content to a container that is made
 * and never runs, and asks the engine for it. Thread-safe.
 */
final class SharedDirectories {
  private static final Logger log = LoggerFactory.getLogger(SharedDirectories.class);
  private static final String MARK = "mark";
  private static final String PLACE = "/slipway-mark";

  private final Engine engine;
  private final Map<Path, Boolean> seen = new ConcurrentHashMap<>();
  private final ReentrantLock asking = new ReentrantLock();

  SharedDirectories(Engine engine) {
    this.engine = engine;
  }

  /**
   * Returns whether the engine sees a directory. Asks once for each directory at the top of the file system, because engines in
   * virtual machines share some of these.
   *
   * @param image an image that is on the engine
   */
  boolean isSeen(Path directory, String image, Map<String, String> labels) {
    Path absolute = directory.toAbsolutePath().normalize();
    Path top = absolute.getNameCount() > 1 ? absolute.subpath(0, 1) : absolute;
    Boolean known = seen.get(top);
    if (known != null) {
      return known;
    }
    asking.lock(); // many steps may begin at once, and one question is enough
    try {
      Boolean answered = seen.get(top);
      if (answered != null) {
        return answered;
      }
      boolean found = ask(absolute, image, labels);
      seen.put(top, found);
      log.debug("The engine at {} sees {}: {}", engine.address(), absolute, found);
      return found;
    } catch (NotFoundException noImage) {
      // whoever makes the container of the step tells it
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      asking.unlock();
    }
  }

  private boolean ask(Path directory, String image, Map<String, String> labels) throws IOException {
    Path parent = directory.getParent();
    Path place = parent != null && Files.isWritable(parent) ? parent : directory;
    Path shown = Files.createTempDirectory(place, ".slipway-");
    try {
      String content = UUID.randomUUID().toString();
      Files.writeString(shown.resolve(MARK), content);
      return isShown(shown, content, image, labels);
    } finally {
      Files.deleteIfExists(shown.resolve(MARK));
      Files.delete(shown);
    }
  }

  private boolean isShown(Path shown, String content, String image, Map<String, String> labels)
      throws IOException {
    Mount mount = new Mount()
        .withType(MountType.BIND)
        .withSource(shown.toString())
        .withTarget(PLACE)
        .withReadOnly(true);
    String container;
    try {
      container = engine
          .calls()
          .createContainerCmd(image)
          .withEntrypoint("never")
          .withLabels(labels)
          .withHostConfig(HostConfig.newHostConfig().withMounts(List.of(mount)))
          .exec()
          .getId();
    } catch (NotFoundException e) {
      throw e;
    } catch (DockerException refused) {
      log.debug("The engine refuses to mount {}: {}", shown, Reason.of(refused));
      return false;
    }
    try (InputStream archive = engine
        .calls()
        .copyArchiveFromContainerCmd(container, PLACE + "/" + MARK)
        .exec()) {
      return new String(archive.readAllBytes(), StandardCharsets.UTF_8).contains(content);
    } catch (NotFoundException e) {
      return false;
    } finally {
      Containers.remove(engine, container);
    }
  }
}
