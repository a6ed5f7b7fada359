package dev.slipway.artifact;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import dev.slipway.model.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Contents of files, each in a file that is named for its digest. */
final class Blobs {
  private final Path directory;

  Blobs(Path directory) {
    this.directory = directory;
  }

  /** Stores the content of a file that is no link. */
  Blob put(Path source) throws IOException {
    Path half = Files.createTempFile(Files.createDirectories(directory.resolve("tmp")), "", null);
    try {
      String digest = copy(source, half);
      long size = Files.size(half);
      Path place = place(digest);
      if (!isWhole(place, size)) {
        Files.createDirectories(place.getParent());
        Files.move(half, place, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Blob(digest, size);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  /** Returns the file that holds the content of an entry. */
  Path content(Artifact.Entry file) {
    if (!Digests.isOne(file.digest())) {
      throw gone(file, "the digest '" + file.digest() + "'", null);
    }
    Path place = place(file.digest());
    try {
      long size = Files.size(place);
      if (size != file.size()) {
        throw gone(file, place + " has " + size + " bytes", null);
      }
      return place;
    } catch (NoSuchFileException e) {
      throw gone(file, "there is no " + place, e);
    } catch (IOException e) {
      throw gone(file, place + " cannot be read: " + IoTexts.of(e), e);
    }
  }

  private static String copy(Path source, Path half) throws IOException {
    try (InputStream in = Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Files.newOutputStream(half)) {
      return Digests.copy(in, out);
    }
  }

  /** Whether content is there; one of another size was damaged, perhaps when the machine died, and is replaced. */
  private static boolean isWhole(Path place, long size) throws IOException {
    try {
      return Files.size(place) == size;
    } catch (NoSuchFileException notYet) {
      return false;
    }
  }

  private Path place(String digest) {
    String hex = digest.substring(Digests.PREFIX.length());
    return directory.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
  }

  private static ArtifactException gone(
      Artifact.Entry file, String found, @Nullable IOException e) {
    return new ArtifactException(
        new Problem(
            "content of '" + file.path() + "'",
            found,
            "a file of " + file.size() + " bytes with the digest " + file.digest(),
            "run the step again that produces it"),
        e);
  }

  /** Content that was stored. */
  record Blob(String digest, long size) {}
}
