package dev.slipway.deploy.ssh;

import dev.slipway.docker.archive.GrowingArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What is sent to a server at once, for its {@code tar}, GNU's or that of busybox. For one thread. */
final class Bundle extends GrowingArchive {
  private static final int READ = 0644;
  private static final int EXECUTE = 0755;
  private static final int SECRET = 0600;

  private final Iterator<Member> members;

  Bundle(List<Member> members) {
    super(Dialect.GNU);
    this.members = List.copyOf(members).iterator();
  }

  /** Something in the bundle. */
  sealed interface Member permits Content, Text, Link {}

  /**
   * A file of this machine, which is opened when it is its turn.
   *
   * @param path what people call it
   */
  record Content(String name, String path, boolean executable, Source source) implements Member {}

  /** A text for nobody's eyes but those of the account. */
  record Text(String name, String text) implements Member {}

  /** One more name of a file that the server has. */
  record Link(String name, String target) implements Member {}

  /** Knows where a file is. */
  @FunctionalInterface
  interface Source {
    Path file() throws IOException;
  }

  @Override
  protected boolean next() throws IOException {
    if (!members.hasNext()) {
      return false;
    }
    Member member = members.next();
    if (member instanceof Content content) {
      add(content);
    } else if (member instanceof Text text) {
      byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
      addFile(text.name(), bytes.length, facts(SECRET), new ByteArrayInputStream(bytes));
    } else if (member instanceof Link link) {
      addHardLink(link.name(), link.target(), facts(READ));
    }
    return true;
  }

  private void add(Content content) throws IOException {
    Facts facts = facts(content.executable() ? EXECUTE : READ);
    try {
      Path file = content.source().file();
      addFile(content.name(), Files.size(file), facts, Files.newInputStream(file));
    } catch (IOException e) {
      throw new IOException("the file '" + content.path() + "' could not be read: " + e, e);
    }
  }

  private static Facts facts(int mode) {
    return new Facts(mode, 0, 0, FileTime.fromMillis(0));
  }

  /** Returns what could not be read, if something could not. */
  Optional<IOException> broken() {
    return failure();
  }
}
