package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fixture.Jvm;
import dev.slipway.host.ProcessIdentity;
import dev.slipway.time.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process leaves is removed by the next that starts. */
@NeedsDocker
@Timeout(600)
class KilledProcessIT {
  private static final int QUIET = 6;
  private static final int TIMES = 20;

  @TempDir
  Path home;

  @Test
  void nothingIsLeftOfAProcessThatWasKilledAtAnyMoment() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    SystemTime time = SystemTime.create();
    try {
      int left = 0;
      int latest = (int) aWholeBuild(time).toMillis();
      for (int i = 0; i < TIMES; i++) {
        String pid = killedAfter(time, Duration.ofMillis(random.nextInt(latest)));
        left += ofProcess(pid).size();
        assertThat(removed(pid, time)).as("round %s with seed %s", i, seed).isTrue();
      }
      // many a process is killed before it has made anything, the more of them the slower the
      // machine
      assertThat(left).as("things that there were to remove").isGreaterThan(TIMES / 4);
    } finally {
      time.close();
    }
  }

  /**
   * Returns whether nothing of a process is there any more, and nothing comes. What the engine was asked for just before the kill it makes after that; whoever connects then removes it.
   */
  private static boolean removed(String pid, SystemTime time) throws InterruptedException {
    long deadline = time.nanos() + Duration.ofSeconds(60).toNanos();
    int quiet = 0;
    while (quiet < QUIET && time.nanos() < deadline) {
      DockerRuntime next = DockerRuntime.builder(time).connect();
      try {
        long patience = time.nanos() + Duration.ofSeconds(5).toNanos();
        quiet = 0;
        while (quiet < QUIET && time.nanos() < patience) {
          time.sleep(Duration.ofMillis(50));
          quiet = ofProcess(pid).isEmpty() ? quiet + 1 : 0;
        }
      } finally {
        next.close();
      }
    }
    return quiet == QUIET;
  }

  /** Returns how long a build takes that nobody disturbs, on this machine as it is now. */
  private Duration aWholeBuild(SystemTime time) throws Exception {
    Process jvm = start();
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("begins");
      long begin = time.nanos();
      assertThat(output.readLine()).isEqualTo("built");
      return Duration.ofNanos(time.nanos() - begin);
    } finally {
      kill(jvm);
    }
  }

  private String killedAfter(SystemTime time, Duration moment) throws Exception {
    Process jvm = start();
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("begins");
      time.sleep(moment);
    } finally {
      kill(jvm);
    }
    return Long.toString(jvm.pid());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(Jvm.command(KilledProcess.class, home))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void kill(Process jvm) throws InterruptedException {
    jvm.toHandle().destroyForcibly();
    jvm.waitFor();
  }

  /** Returns everything on the engine that a process made. */
  private static List<String> ofProcess(String pid) {
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      List<String> found = new ArrayList<>();
      engine
          .calls()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(List.of(Labels.OWNER))
          .exec()
          .forEach(container -> note(found, pid, "container", container.getLabels()));
      engine
          .calls()
          .listNetworksCmd()
          .withFilter("label", List.of(Labels.OWNER))
          .exec()
          .forEach(network -> note(found, pid, "network", network.getLabels()));
      var volumes = engine
          .calls()
          .listVolumesCmd()
          .withFilter("label", List.of(Labels.OWNER))
          .exec();
      if (volumes.getVolumes() != null) {
        volumes.getVolumes().forEach(volume -> note(found, pid, "volume", volume.getLabels()));
      }
      return found;
    }
  }

  private static void note(
      List<String> found, String pid, String kind, Map<String, String> labels) {
    // tests in other processes make things of owners that cannot be read
    ProcessIdentity.parse(labels.get(Labels.OWNER))
        .filter(owner -> Long.toString(owner.pid()).equals(pid))
        .ifPresent(owner -> found.add(kind));
  }
}
