package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Command;
import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.model.Network;
import dev.slipway.model.Size;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.SystemTime;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a container may use and do, told by what runs in it. */
@NeedsDocker
@Timeout(180)
class ContainerOptionsIT {
  private static final ContainerOptions PLAIN = ContainerOptions.plain();

  @TempDir
  Path workspace;

  private final SystemTime time = SystemTime.create();
  private final DockerRuntime runtime = DockerRuntime.builder(time).connect();

  @AfterEach
  void close() {
    runtime.close();
    time.close();
  }

  @Test
  void byDefaultItCannotGainPrivilegesAndHasALimitOnProcesses() throws Exception {
    assertThat(output(PLAIN, "grep NoNewPrivs /proc/self/status; cat /sys/fs/cgroup/pids/pids.max"))
        .isEqualTo("NoNewPrivs:\t1\n4096\n");
    assertThat(output(PLAIN, "ls /var/run/docker.sock 2>&1 || true"))
        .contains("No such file or directory");
  }

  @Test
  void limitsAreThoseOfTheDefinition() throws Exception {
    ContainerOptions options =
        PLAIN.cpus(0.5).memory(Size.mebibytes(64)).processes(50).sharedMemory(Size.mebibytes(8));
    assertThat(output(
            options,
            "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes pids/pids.max"
                + " cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us; df -k /dev/shm | tail -n 1"))
        .startsWith("67108864\n50\n50000\n100000\n")
        .containsPattern("shm +8192 ");
  }

  @Test
  void aCommandOverItsMemoryLimitIsToldAsSuch() throws Exception {
    ContainerOptions options = PLAIN.memory(Size.mebibytes(16));
    Command hungry = Command.sh("x=a; while :; do x=$x$x; done");
    assertThat(run(spec(options).withCommands(hungry), hungry, new ByteArrayOutputStream()))
        .isEqualTo(new ExitStatus.OutOfMemory());
    assertThat(run(spec(options), hungry, new ByteArrayOutputStream()))
        .as("as one of several commands")
        .isEqualTo(new ExitStatus.OutOfMemory());
  }

  @Test
  void theRootCanBeReadOnlyAndTmpStaysWritable() throws Exception {
    assertThat(output(
            PLAIN.withReadOnlyRoot(),
            "touch /x 2>&1 || true; touch /tmp/y && echo tmp; touch z && echo workspace"))
        .contains("Read-only file system")
        .endsWith("tmp\nworkspace\n");
  }

  @Test
  void theNetworkCanBeOff() throws Exception {
    assertThat(output(PLAIN.network(Network.NONE), "ls /sys/class/net")).isEqualTo("lo\n");
    assertThat(output(PLAIN, "ls /sys/class/net")).contains("eth0");
  }

  @Test
  void hostsUsersAndCapabilitiesAreThoseOfTheDefinition() throws Exception {
    assertThat(output(PLAIN.host("db.example", "10.1.2.3"), "grep db.example /etc/hosts"))
        .isEqualTo("10.1.2.3\tdb.example\n");
    assertThat(output(PLAIN.user("12345:54321"), "id -u; id -g")).isEqualTo("12345\n54321\n");
    String plain = output(PLAIN, "grep CapEff /proc/self/status");
    String more = output(PLAIN.capability("SYS_PTRACE"), "grep CapEff /proc/self/status");
    assertThat(Long.parseLong(more.strip().split("\\s+")[1], 16)
            & ~Long.parseLong(plain.strip().split("\\s+")[1], 16))
        .as("the bit of SYS_PTRACE")
        .isEqualTo(1L << 19);
  }

  @Test
  void theEngineIsSeenWhereTheDefinitionSaysSo() throws Exception {
    assertThat(output(PLAIN.engineAccess(), "test -S /var/run/docker.sock && echo there"))
        .isEqualTo("there\n");
  }

  @Test
  void aDiskLimitTheEngineCannotSetIsToldAndTheStepRuns() throws Exception {
    assertThat(output(PLAIN.disk(Size.gibibytes(1)), "echo ran")).isEqualTo("ran\n");
  }

  @Test
  void stepsOfOneBuildFindNothingOfTheStepBefore() throws Exception {
    String build = "it-" + UUID.randomUUID();
    for (int i = 0; i < 4; i++) {
      SessionSpec spec = spec(build, "step" + i, PLAIN);
      Command command = Command.sh("cat /etc/hosts | grep -c evil || true; ls /tmp/mark 2>/dev/null"
          + " || true; echo 6.6.6.6 evil >> /etc/hosts; touch /tmp/mark");
      runtime.expect(spec.withCommands(command));
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      run(spec.withCommands(command), command, output);
      assertThat(output.toString(UTF_8)).isEqualTo("0\n");
    }
    assertThat(runtime.reap(build)).isEmpty();
  }

  private String output(ContainerOptions options, String script) throws Exception {
    Command command = Command.sh(script);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ExitStatus status = run(spec(options).withCommands(command), command, output);
    assertThat(status.succeeded()).as(status + " " + output).isTrue();
    return output.toString(UTF_8);
  }

  private ExitStatus run(SessionSpec spec, Command command, ByteArrayOutputStream output)
      throws InterruptedException {
    try (StepSession session = runtime.open(spec)) {
      return session.run(
          command, (stream, bytes, offset, length) -> output.write(bytes, offset, length));
    }
  }

  private SessionSpec spec(ContainerOptions options) {
    return spec("it-" + UUID.randomUUID(), "options", options);
  }

  private SessionSpec spec(String build, String step, ContainerOptions options) {
    assertThat(Files.isDirectory(workspace)).isTrue();
    return new SessionSpec(
        build,
        step,
        1,
        workspace,
        Execution.in(Image.of("slipway/busybox:1")).withContainer(options),
        List.of(),
        Map.of(),
        Duration.ofSeconds(5));
  }
}
