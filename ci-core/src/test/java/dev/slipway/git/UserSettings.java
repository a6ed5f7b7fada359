package dev.slipway.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Stands for the settings of a user of this machine. */
final class UserSettings extends SystemReader.Delegate {
  private final String text;

  UserSettings(String text) {
    super(SystemReader.getInstance());
    this.text = text;
  }

  interface Work {
    void run() throws Exception;
  }

  void whileInstalled(Work work) throws Exception {
    SystemReader before = SystemReader.getInstance();
    SystemReader.setInstance(this);
    try {
      assertThatJgitSeesThem();
      work.run();
      assertThatJgitSeesThem();
    } finally {
      SystemReader.setInstance(before);
    }
  }

  private static void assertThatJgitSeesThem() throws Exception {
    org.assertj.core.api.Assertions.assertThat(
            SystemReader.getInstance().getUserConfig().toText())
        .contains("evil");
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    FileBasedConfig config = new FileBasedConfig(parent, null, fs) {
      @Override
      public void load() {}

      @Override
      public boolean isOutdated() {
        return false;
      }
    };
    try {
      config.fromText(text);
    } catch (org.eclipse.jgit.errors.ConfigInvalidException e) {
      throw new IllegalStateException(e);
    }
    return config;
  }

  @Override
  public StoredConfig getUserConfig() {
    return openUserConfig(null, FS.DETECTED);
  }
}
