package dev.slipway.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetContract;
import dev.slipway.deploy.target.TargetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script of the user that deploys; it writes the greeting where a web server finds it. */
class CommandTargetTest extends TargetContract {
  @TempDir
  Path directory;

  private Path page;
  private ServedFile server;
  private CommandTarget target;

  @BeforeEach
  void open() throws Exception {
    page = directory.resolve("page");
    server = new ServedFile(page, UnaryOperator.identity());
    target = target("printf '%s' \"$GREETING\" >'" + page + "'").stop("rm '" + page + "'");
  }

  private CommandTarget target(String script) {
    return CommandTarget.at(directory.resolve("target"), server.address()).deploy(script);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected ReleaseFiles files() {
    try {
      return files(Files.writeString(directory.resolve("app"), "content"), "sha256:0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theScriptSeesTheRelease() throws Exception {
    target = target("{ cat target/app.jar; env | sort; } >'" + page + "'");
    start(release(1));
    control().route(release(1));
    start(release(2));
    control().route(release(2));
    assertThat(Files.readString(page))
        .startsWith("content")
        .contains("\nPREVIOUS_RELEASE=1\n")
        .contains("\nRELEASE=2\n")
        .contains("\nRELEASE_ARTIFACT=app\n")
        .contains("\nRELEASE_BUILD=build-2\n")
        .contains("\nRELEASE_COMMIT=c0ffee\n")
        .contains("\nRELEASE_DIGEST=sha256:0\n")
        .contains("\nRELEASE_IMAGE=\n")
        .contains("\nRELEASE_FILES=" + directory.resolve("target/releases/2/files") + "\n")
        .contains("GREETING=hello 2\n");
  }

  @Test
  void aScriptThatFailsMakesTheReleaseBadAndTheOneBeforeIsDeployedAgain() throws Exception {
    target = target(
        "echo \"deploying $RELEASE\"; [ $RELEASE = 1 ] || exit 3; echo $RELEASE >>'" + page + "'");
    start(release(1));
    control().route(release(1));
    start(release(2));
    assertThatThrownBy(() -> control().route(release(2)))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("release 2 (commit c0ffee): it ended with exit code 3: deploying 2")
        .hasMessageContaining("read its output in " + directory.resolve("target/logs/2.log"));
    assertThat(Files.readString(page)).isEqualTo("1\n1\n");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void aFirstReleaseThatFailsLeavesNothingServed() throws Exception {
    target = target("exit 1");
    start(release(1));
    assertThatThrownBy(() -> control().route(release(1)))
        .isInstanceOf(ReleaseNotStartedException.class);
    assertThat(target.state().serving()).isZero();
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void aScriptOfItsOwnGoesBack() throws Exception {
    target = target("echo deploy $RELEASE >>'" + page + "'")
        .goBack("echo back from $PREVIOUS_RELEASE to $RELEASE >>'" + page + "'");
    start(release(1));
    control().route(release(1));
    start(release(2));
    control().route(release(2));
    control().route(release(1));
    assertThat(Files.readString(page)).isEqualTo("deploy 1\ndeploy 2\nback from 2 to 1\n");
  }

  @Test
  void aScriptThatHangsIsKilledWithWhatItHasStarted() throws Exception {
    Path pid = directory.resolve("pid");
    Path strayed = directory.resolve("strayed");
    target = target("(setsid sh -c 'echo $$ >" + strayed + "; sleep 1000' &);"
            + " sleep 1000 & echo $! >'" + pid + "'; wait")
        .within(Duration.ofSeconds(3));
    start(release(1));
    assertThatThrownBy(() -> control().route(release(1)))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("it did not end within PT3S");
    for (Path file : List.of(pid, strayed)) {
      long sleeping = Long.parseLong(Files.readString(file).strip());
      ProcessHandle.of(sleeping).ifPresent(process -> process.onExit().join());
      assertThat(ProcessHandle.of(sleeping).map(ProcessHandle::isAlive).orElse(false))
          .isFalse();
    }
    assertThat(target.state().trouble()).isEmpty();
    assertThat(directory.resolve("target/script")).doesNotExist();
  }

  @Test
  void aNoteThatCannotBeReadIsToldAndNotGuessed() throws Exception {
    start(release(1));
    Path note = Files.writeString(directory.resolve("target/script"), "1 somebody");
    assertThatThrownBy(() -> control().route(release(1)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("target/script: a note about a running script that cannot be read");
    Files.writeString(note, "");
    control().route(release(1));
    assertThat(note).doesNotExist();
  }

  @Test
  void aShellAroundTheScriptThatIsKilledTakesTheScriptWithIt() throws Exception {
    Path pid = directory.resolve("pid");
    target = target("echo $$ >'" + pid + "'; kill -9 $PPID; sleep 1000");
    start(release(1));
    assertThatThrownBy(() -> control().route(release(1)))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("it ended with exit code 137");
    long script = Long.parseLong(Files.readString(pid).strip());
    ProcessHandle.of(script).ifPresent(process -> process.onExit().join());
  }
}
