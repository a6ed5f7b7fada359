package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that containers on one network have in common: a step that runs as root can change them for the next. They are read where the
 * engine keeps them, if this process may; to ask the engine for them takes a tenth of a second each.
 */
record SharedFiles(Engine engine) {

  /** Returns digests of the files that a container lends to those that join its network. */
  Map<String, String> of(String container) {
    InspectContainerResponse inspected =
        engine.calls().inspectContainerCmd(container).exec();
    Map<String, String> digests = new HashMap<>();
    digests.put("hosts", digest(container, "/etc/hosts", inspected.getHostsPath()));
    digests.put("hostname", digest(container, "/etc/hostname", inspected.getHostnamePath()));
    digests.put(
        "resolv.conf", digest(container, "/etc/resolv.conf", inspected.getResolvConfPath()));
    return digests;
  }

  private String digest(String container, String path, @Nullable String kept) {
    if (kept == null || kept.isEmpty()) {
      return "none";
    }
    Path local = Path.of(kept);
    try (InputStream content = Files.isReadable(local)
        ? Files.newInputStream(local)
        : engine.calls().copyArchiveFromContainerCmd(container, path).exec()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(content.readAllBytes()));
    } catch (NotFoundException e) {
      return "none";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
