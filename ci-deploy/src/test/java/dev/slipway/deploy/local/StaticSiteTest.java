package dev.slipway.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetContract;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.model.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that a web server of this machine serves. */
class StaticSiteTest extends TargetContract {
  @TempDir
  Path directory;

  private ServedFile server;
  private StaticSite site;

  @BeforeEach
  void open() throws Exception {
    server = new ServedFile(
        directory.resolve("site/current/config.json"),
        json -> json.replaceAll(".*\"GREETING\":\"([^\"]*)\".*", "$1"));
    site =
        StaticSite.at(directory.resolve("site"), server.address()).configurationIn("config.json");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected Target target() {
    return site;
  }

  @Override
  protected ReleaseFiles files() {
    return files("page");
  }

  private ReleaseFiles files(String content) {
    try {
      return files(Files.writeString(directory.resolve("page"), content), "sha256:0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theLinkLeadsToTheFilesOfTheRelease() throws Exception {
    control().start(release(1), files("one"), line -> {});
    assertThat(directory.resolve("site/current")).doesNotExist();
    control().route(release(1));
    assertThat(directory.resolve("site/current/target/app.jar")).hasContent("one");
    assertThat(Files.readSymbolicLink(directory.resolve("site/current")))
        .isEqualTo(Path.of("releases/1/files"));
    assertThat(directory.resolve("site").toFile().list())
        .containsExactlyInAnyOrder("current", "fence", "lock", "releases");
    assertThat(site.state().trouble()).isEmpty();
  }

  /** What a store keeps is its own, and a web server is another user. */
  @Test
  void othersMayReadTheFilesAsFarAsTheyMayReadWhatIsNew() throws Exception {
    ReleaseFiles kept = files("one");
    for (Artifact.Entry entry : kept.artifact().files()) {
      Files.setPosixFilePermissions(
          kept.content(entry), PosixFilePermissions.fromString("rw-------"));
    }
    control().start(release(1), kept, line -> {});
    control().route(release(1));
    Path fresh = Files.createFile(directory.resolve("fresh"));
    assertThat(Files.getPosixFilePermissions(directory.resolve("site/current/target/app.jar")))
        .isEqualTo(Files.getPosixFilePermissions(fresh));
  }

  @Test
  void nobodySeesAMixOrNothing() throws Exception {
    control().start(release(1), files("1"), line -> {});
    control().start(release(2), files("2"), line -> {});
    control().route(release(1));
    AtomicBoolean over = new AtomicBoolean();
    Set<String> seen = new ConcurrentSkipListSet<>();
    Path page = directory.resolve("site/current/target/app.jar");
    Thread reader = new Thread(() -> {
      while (!over.get()) {
        try {
          seen.add(Files.readString(page));
        } catch (IOException e) {
          seen.add(e.toString());
        }
      }
    });
    reader.start();
    for (int i = 0; i < 50; i++) {
      control().route(release(1 + i % 2));
    }
    over.set(true);
    reader.join();
    assertThat(seen).isSubsetOf("1", "2");
  }

  @Test
  void aChangeThatWasCutShortIsTold() throws Exception {
    control().start(release(1), files(), line -> {});
    control().start(release(2), files(), line -> {});
    control().route(release(1));
    Files.writeString(directory.resolve("site/changing"), "2");
    assertThat(site.state().trouble()).isEqualTo("the change to release 2 was not finished");
    control().route(release(1));
    assertThat(site.state().trouble()).isEmpty();
  }

  @Test
  void filesThatAreNotThisReleasesAreReplaced() throws Exception {
    control().start(release(1), files("one"), line -> {});
    Files.writeString(
        directory.resolve("site/releases/1/release.json"), release(2).toJson());
    control().start(release(1), files("two"), line -> {});
    control().route(release(1));
    assertThat(directory.resolve("site/current/target/app.jar")).hasContent("two");
  }

  @Test
  void whatIsWrongIsTold() throws Exception {
    List<String> paths = new ArrayList<>(List.of("", "/etc/passwd", "../x", "a/../../x"));
    for (String path : paths) {
      assertThatThrownBy(() -> site.configurationIn(path))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not within the release");
    }
    Path file = Files.writeString(directory.resolve("file"), "");
    StaticSite none = StaticSite.at(file, URI.create("http://localhost"));
    assertThatThrownBy(() -> none.control(1))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("the directory cannot be used");
    assertThat(none.state().serving()).isZero();
  }
}
