package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.fixture.DockerCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An empty image for another processor. */
final class ForeignImage {
  private ForeignImage() {}

  static void load(Path directory, String name, String processor)
      throws IOException, GeneralSecurityException {
    byte[] layer = new byte[1024];
    String digest =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(layer));
    String config = "{\"architecture\":\"" + processor + "\",\"os\":\"linux\",\"config\":{},"
        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" + digest + "\"]}}";
    String manifest =
        "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + name + "\"],\"Layers\":[\"layer.tar\"]}]";
    Path archive = directory.resolve("foreign.tar");
    try (OutputStream out = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      put(tar, "config.json", config.getBytes(UTF_8));
      put(tar, "layer.tar", layer);
      put(tar, "manifest.json", manifest.getBytes(UTF_8));
    }
    DockerCommand.run("load", "-i", archive.toString());
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
