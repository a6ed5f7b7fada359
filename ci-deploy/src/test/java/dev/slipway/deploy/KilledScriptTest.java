package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.local.CommandTarget;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A script of the user goes on when the process is killed that deploys; here it kills that itself, while it deploys the second release. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class KilledScriptTest {
  private static final Time TIME = SystemTime.create();

  /** Waits for the file {@code go}, and so does a child that has left its parent and its session. */
  private static final String WAITS = """
      if [ $RELEASE = 2 ]; then
        trap 'touch asked; exit 1' TERM
        ( setsid sh -c 'echo $$ >child.pid; while [ ! -e go ]; do sleep 0.1; done; echo 2 >page' & )
        while [ ! -s child.pid ]; do sleep 0.1; done
        echo $$ >script.pid
        kill -9 $VM
        while [ ! -e go ]; do sleep 0.1; done
      fi
      echo $RELEASE >page
      """;

  private static final String ENDS = """
      if [ $RELEASE = 2 ]; then
        kill -9 $VM
        sleep 600 &
        echo $! >child.pid
      fi
      echo $RELEASE >page
      """;

  @TempDir
  Path directory;

  @AfterEach
  void endWhatIsLeft() throws Exception {
    Files.writeString(directory.resolve("go"), "");
    for (String name : List.of("script.pid", "child.pid")) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        ProcessHandle.of(number(file)).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void itIsToldWhileItRunsAndEndedWithAllItHasStartedBeforeTheNextChange() throws Exception {
    Killed.run(Child.class, directory.toString(), WAITS);
    CommandTarget target = Child.target(directory, WAITS);
    ProcessHandle script =
        ProcessHandle.of(number(directory.resolve("script.pid"))).orElseThrow();
    ProcessHandle child =
        ProcessHandle.of(number(directory.resolve("child.pid"))).orElseThrow();
    assertThat(target.state().trouble())
        .matches("the change to release 2 was not finished;"
            + " the script of release 2 still runs as process [1-9][0-9]*");
    assertThatThrownBy(() -> target.control(1)).isInstanceOf(StaleOwnerException.class);
    assertThat(List.of(script, child)).allMatch(ProcessHandle::isAlive);

    TargetControl control = target.control(3);
    assertThat(isOver(script)).isTrue();
    assertThat(isOver(child)).isTrue();
    assertThat(directory.resolve("asked")).exists();
    assertThat(target.state().trouble()).isEqualTo("the change to release 2 was not finished");

    control.route(Child.release(1));
    assertThat(directory.resolve("page")).hasContent("1\n");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void oneThatEndedByItselfLeavesInTheBackgroundWhatItPutThere() throws Exception {
    Killed.run(Child.class, directory.toString(), ENDS);
    CommandTarget target = Child.target(directory, ENDS);
    while (target.state().trouble().contains("still runs")) {
      TIME.sleep(Duration.ofMillis(20));
    }
    assertThat(directory.resolve("page")).hasContent("2\n");
    target.control(3).route(Child.release(1));
    assertThat(directory.resolve("page")).hasContent("1\n");
    assertThat(ProcessHandle.of(number(directory.resolve("child.pid"))))
        .hasValueSatisfying(ProcessHandle::isAlive);
  }

  private static long number(Path file) throws Exception {
    return Long.parseLong(Files.readString(file).strip());
  }

  /** Returns whether a process does nothing any more; nobody may have asked how it ended. */
  private static boolean isOver(ProcessHandle process) throws Exception {
    Path file = Path.of("/proc/" + process.pid() + "/stat");
    return !process.isAlive() || Files.readString(file).contains(") Z ");
  }

  /** Deploys two releases. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      CommandTarget target = target(Path.of(arguments[0]), arguments[1]);
      TargetControl first = target.control(1);
      first.start(release(1), TestFiles.none(), line -> {});
      first.route(release(1));
      TargetControl second = target.control(2);
      second.start(release(2), TestFiles.none(), line -> {});
      second.route(release(2));
    }

    static CommandTarget target(Path directory, String script) {
      return CommandTarget.at(directory.resolve("target"), URI.create("http://localhost:1"))
          .deploy("cd '" + directory + "'\n" + script);
    }

    static Release release(int number) {
      String self = Long.toString(ProcessHandle.current().pid());
      return new Release(
          number,
          "app",
          "sha256:0",
          "",
          Map.of("VM", self),
          Map.of(),
          List.of(),
          "build-" + number,
          "c0ffee",
          "",
          Instant.EPOCH);
    }
  }
}
