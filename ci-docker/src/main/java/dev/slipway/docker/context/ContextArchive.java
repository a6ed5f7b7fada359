package dev.slipway.docker.context;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.docker.archive.GrowingArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The archive of a build context, made while it is read, a piece at a time. Everything in it belongs to root, as the docker
 * command line has it; modes, times and symbolic links are kept. For one thread.
 *
 * @since 0.1
 */
public final class ContextArchive extends GrowingArchive {
  private static final int PERMISSIONS = 07777;
  private static final long ROOT = 0;

  private final Path root;
  private final Iterator<String> paths;
  private final Map<String, String> replaced;

  private ContextArchive(Path root, List<String> paths, Map<String, String> replaced) {
    this.root = root;
    this.paths = paths.iterator();
    this.replaced = replaced;
  }

  /**
   * Makes an archive of what {@code .dockerignore} does not exclude.
   *
   * @param root the directory of the context
   * @param dockerfile the path of the Dockerfile in it, which is in the archive in any case
   * @param replaced texts by the paths of the files whose place they take
   * @throws SlipwayException if a file cannot be read, or a line of {@code .dockerignore} is no pattern
   */
  public static ContextArchive of(Path root, String dockerfile, Map<String, String> replaced) {
    try {
      return new ContextArchive(root, ContextFiles.in(root, dockerfile), replaced);
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  /**
   * Throws why the archive broke off, if it did.
   *
   * @throws SlipwayException if a file could not be read
   */
  public void throwFailure() {
    failure().ifPresent(e -> {
      throw unreadable(root, e);
    });
  }

  @Override
  protected boolean next() throws IOException {
    boolean more = paths.hasNext();
    if (more) {
      add(paths.next());
    }
    return more;
  }

  private void add(String path) throws IOException {
    Path file = root.resolve(path);
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Facts facts = facts(file, attributes);
    String text = replaced.get(path);
    if (text != null) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      addFile(path, bytes.length, facts, new ByteArrayInputStream(bytes));
    } else if (attributes.isSymbolicLink()) {
      addLink(path, Files.readSymbolicLink(file).toString(), facts);
    } else if (attributes.isDirectory()) {
      addDirectory(path, facts);
    } else if (attributes.isRegularFile()) {
      InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
      addFile(path, attributes.size(), facts, content);
    }
  }

  private static Facts facts(Path file, BasicFileAttributes attributes) throws IOException {
    // without modes everything may be executed, as the docker command line has it on Windows
    int mode = file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS)
        : 0755;
    long seconds = attributes.lastModifiedTime().to(TimeUnit.SECONDS);
    return new Facts(mode & PERMISSIONS, ROOT, ROOT, FileTime.from(seconds, TimeUnit.SECONDS));
  }

  static SlipwayException unreadable(Path root, IOException e) {
    return new SlipwayException(
        new Problem(
            "build context " + root,
            "it cannot be read: " + e,
            "files that can be read",
            "correct their modes, or exclude them in .dockerignore"),
        e);
  }
}
