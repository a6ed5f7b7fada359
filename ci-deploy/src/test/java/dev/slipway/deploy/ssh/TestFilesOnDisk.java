package dev.slipway.deploy.ssh;

import dev.slipway.deploy.PerlApp;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.model.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of an artifact, with their true digests. */
public record TestFilesOnDisk(Artifact artifact, Map<Artifact.Entry, Path> content)
    implements ReleaseFiles {

  @Override
  public Path content(Artifact.Entry file) {
    return content.get(file);
  }

  /** Returns an artifact of the application, which behaves as the mode says. */
  static TestFilesOnDisk of(Path directory, String mode) {
    try {
      return of(Map.of("app.jar", PerlApp.script(directory, mode)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an artifact of files by their paths in it. */
  public static TestFilesOnDisk of(Map<String, Path> files) {
    Map<Artifact.Entry, Path> content = new LinkedHashMap<>();
    files.forEach((path, file) -> content.put(
        new Artifact.Entry(path, digest(file), file.toFile().length(), path.endsWith(".sh")),
        file));
    Artifact artifact = new Artifact("app", "sha256:all", List.copyOf(content.keySet()));
    return new TestFilesOnDisk(artifact, content);
  }

  /** Returns the digest of the content of a file. */
  public static String digest(Path file) {
    try {
      byte[] bytes = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return "sha256:" + HexFormat.of().formatHex(bytes);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
