package dev.slipway.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the machine's Git settings out. JGit asks one global object for them, which may belong to the application around
 * us. So that object is wrapped once: to threads that are at work here, and to JGit's own background threads, it says that
 * there are no settings; for all others it answers as before.
 */
final class Isolation extends SystemReader.Delegate {
  private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

  private final SystemReader outside;

  private Isolation(SystemReader outside) {
    super(outside);
    this.outside = outside;
  }

  /** Work that may use JGit. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  static <T> T run(Work<T> work) throws IOException, InterruptedException {
    install();
    int depth = DEPTH.get();
    DEPTH.set(depth + 1);
    try {
      return work.run();
    } finally {
      if (depth == 0) {
        DEPTH.remove();
      } else {
        DEPTH.set(depth);
      }
    }
  }

  /**
   * Lets JGit measure the file system of a directory, unless it has. It does so in the first directory it meets there, which
   * must not be one that goes away meanwhile.
   */
  static void measure(Path directory) {
    FS.getFileStoreAttributes(directory);
  }

  /** Asks each time, because the application may have set a reader of its own since. */
  private static synchronized void install() {
    SystemReader current = SystemReader.getInstance();
    if (!(current instanceof Isolation)) {
      SystemReader.setInstance(new Isolation(current));
      // JGit measures each file system for some seconds before its first use; meanwhile careful
      // assumptions do.
      FS.FileStoreAttributes.setBackground(true);
      measure(Path.of(System.getProperty("java.io.tmpdir")));
    }
  }

  private static boolean isInside() {
    return DEPTH.get() > 0 || Thread.currentThread().getName().startsWith("JGit-");
  }

  @Override
  public @Nullable String getenv(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    boolean setting = name.startsWith("GIT_") || name.startsWith("XDG_");
    return setting && isInside() ? null : outside.getenv(variable);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return isInside() ? new NoSettings(fs) : outside.openUserConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return isInside() ? new NoSettings(fs) : outside.openSystemConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return isInside() ? new NoSettings(fs) : outside.openJGitConfig(parent, fs);
  }

  @Override
  public StoredConfig getUserConfig() throws ConfigInvalidException, IOException {
    return isInside() ? new NoSettings(FS.DETECTED) : outside.getUserConfig();
  }

  @Override
  public StoredConfig getJGitConfig() throws ConfigInvalidException, IOException {
    return isInside() ? new NoSettings(FS.DETECTED) : outside.getJGitConfig();
  }

  @Override
  public StoredConfig getSystemConfig() throws ConfigInvalidException, IOException {
    return isInside() ? new NoSettings(FS.DETECTED) : outside.getSystemConfig();
  }

  /** Settings that are neither read nor written. */
  private static final class NoSettings extends FileBasedConfig {
    NoSettings(FS fs) {
      super(null, null, fs);
    }

    @Override
    public void load() {
      clear();
    }

    @Override
    public void save() {
      // There is nowhere to save to: what JGit finds out about a file system is found out anew in
      // each process.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public String toString() {
      return "no settings";
    }
  }
}
