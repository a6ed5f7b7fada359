package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.HostConfig;
import dev.slipway.fixture.Jvm;
import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.SystemTime;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When containers work on a copy, and as whom. */
@NeedsDocker
@Timeout(180)
class WorkspacesIT {
  private static final String BUSYBOX = "slipway/busybox:1";
  private static final String MESS =
      "id -u; mkdir -p made/closed; echo x > made/closed/file; echo y >> given;"
          + " chmod 0 made/closed/file made/closed; chmod 555 made";

  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private final String build = "it-" + UUID.randomUUID();
  private Engine engine;
  private Workspaces workspaces;
  private Path workspace;

  @BeforeEach
  void connect() throws IOException {
    engine = Engine.connect(EngineAddresses.ofUser().candidates());
    workspaces = workspaces(engine, time);
    workspace = Files.createDirectories(directory.resolve("build/workspace"));
    Files.writeString(workspace.resolve("given"), "x\n");
  }

  static Workspaces workspaces(Engine engine, SystemTime time) {
    Tenant tenant = Tenant.of(engine.calls().infoCmd().exec(), 0);
    return new Workspaces(engine, WorkspaceMode.AUTO, tenant, time);
  }

  static SessionSpec as(SessionSpec spec, String image, String user) {
    return spec.withExecution(
        Execution.in(Image.of(image)).withContainer(ContainerOptions.plain().user(user)));
  }

  @AfterEach
  void leavesNothing() {
    workspaces.forget(build);
    engine.close();
    time.close();
    assertThat(Remains.ofThisJvm()).isEmpty();
  }

  @Test
  void theUserOfTheBuildIsMounted() throws Exception {
    SessionSpec spec = DockerRuntimeIT.spec(build, workspace);
    String own = Tenant.user(List.of());
    assertThat(workspaces.mustCopy(as(spec, BUSYBOX, own))).isFalse();
    assertThat(workspaces.mustCopy(as(spec, BUSYBOX, "12345"))).isTrue();
    assertThat(workspaces.mustCopy(as(spec, BUSYBOX, "12345:0"))).isTrue();
    assertThat(workspaces.mustCopy(as(spec, BUSYBOX, ""))).isTrue();
  }

  @Test
  void whatAnotherUserWritesBelongsToTheUserOfTheBuild() throws Exception {
    assertThat(run("12345:54321", BUSYBOX)).isEqualTo("12345\n");
    requireOwn();
    // the copy of this user is used again, that of another is not
    assertThat(run("12345:54321", BUSYBOX)).isEqualTo("12345\n");
    assertThat(run("4711:4711", BUSYBOX)).isEqualTo("4711\n");
    assertThat(workspace.resolve("given")).hasContent("x\ny\ny\ny");
  }

  @Test
  void theUserOfAnImageIsFoundByItsName() throws Exception {
    String image = "slipway-it/user:" + build;
    Path context = Files.createDirectories(directory.resolve("context"));
    Files.writeString(context.resolve("Dockerfile"), """
        FROM slipway/busybox:1
        RUN mkdir -p /etc && echo 'app:x:4711:4712::/:/bin/sh' >> /etc/passwd && echo 'team:x:4713:' >> /etc/group
        USER app
        """);
    docker("build", "-q", "--network=none", "-t", image, context.toString());
    try {
      assertThat(run("", image)).isEqualTo("4711\n");
      requireOwn();
      assertThat(run("app:team", image)).isEqualTo("4711\n");
      assertThat(run("4711", image)).isEqualTo("4711\n");
      assertThat(workspace.resolve("given")).hasContent("x\ny\ny\ny");
    } finally {
      docker("rmi", "-f", image);
    }
  }

  /** The whole as a user without rights, whose containers run as root. */
  @Test
  void aUserWithoutRightsCanDeleteWhatRootWrote() throws Exception {
    assumeRoot("only root may become another user");
    Object group = Files.getAttribute(Path.of("/var/run/docker.sock"), "unix:gid");
    assertThat(child("setpriv", "--reuid=12345", "--regid=12345", "--groups=" + group))
        .endsWith("copied: true\n0\nall deleted by 12345\n");
  }

  /** The directory has other files for the engine than here, as on an engine that is far away. */
  @Test
  void anEngineThatDoesNotSeeTheWorkspaceGetsACopy() throws Exception {
    assumeRoot("only root may mount");
    String mount = "mount -t tmpfs none '" + Files.createDirectory(directory.resolve("home"))
        + "' && exec \"$@\"";
    assertThat(child("unshare", "--mount", "sh", "-ec", mount, "sh"))
        .endsWith("copied: true\n0\nall deleted by 0\n");
  }

  private static void assumeRoot(String reason) throws IOException {
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), reason);
  }

  /** Runs a Java virtual machine whose containers run as root. Returns its output. */
  private String child(String... prefix) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(Jvm.command(
        readableClassPath(), WorkspaceJvm.class, build, directory.resolve("home/workspace")));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // the home directory of root cannot be read
    builder.environment().put("HOME", directory.toString());
    Process child = builder.start();
    int code = child.waitFor();
    assertThat(code).as(Files.readString(output)).isZero();
    assertThat(directory.resolve("home")).isEmptyDirectory();
    return Files.readString(output);
  }

  private String run(String user, String image) throws Exception {
    return run(engine, workspaces, DockerRuntimeIT.spec(build, workspace), image, user);
  }

  /** Runs a script that leaves a mess, and cleans up what would be in its way the next time. Returns its output. */
  static String run(
      Engine engine, Workspaces workspaces, SessionSpec spec, String image, String user)
      throws Exception {
    SessionFiles files = workspaces.files(as(spec, image, user));
    try {
      var create = engine
          .calls()
          .createContainerCmd(image)
          .withEntrypoint(
              "sh", "-ec", "chmod -R 755 made 2>/dev/null || true; rm -rf made; " + MESS)
          .withWorkingDir("/workspace")
          .withHostConfig(
              HostConfig.newHostConfig().withNetworkMode("none").withMounts(List.of(files.mount())))
          .withLabels(Map.of(Labels.OWNER, " " + ProcessHandle.current().pid() + " "));
      if (!user.isEmpty()) {
        create.withUser(user);
      }
      String container = create.exec().getId();
      try {
        files.fill(container);
        engine.calls().startContainerCmd(container).exec();
        int code = engine
            .streams()
            .waitContainerCmd(container)
            .exec(new ExitCode())
            .await()
            .orElse(-1);
        String output = docker("logs", container);
        assertThat(code).as(output).isZero();
        files.collect(container);
        return output;
      } finally {
        Containers.remove(engine, container);
      }
    } finally {
      files.release();
    }
  }

  private void requireOwn() throws IOException {
    Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    try (Stream<Path> files = Files.walk(workspace)) {
      assertThat(files).allSatisfy(file -> {
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(own);
        if (Files.isDirectory(file)) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .startsWith("rwx");
        }
      });
    }
  }

  /** Copies what only root can read. */
  private String readableClassPath() throws IOException {
    Path copies = Files.createDirectories(directory.resolve("classpath"));
    int number = 0;
    StringBuilder classPath = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path source = Path.of(entry);
      Path target = copies.resolve(number++ + "-" + source.getFileName());
      if (Files.isDirectory(source)) {
        try (Stream<Path> files = Files.walk(source)) {
          for (Path file : files.toList()) {
            Files.copy(file, target.resolve(source.relativize(file)));
          }
        }
      } else if (Files.exists(source)) {
        Files.copy(source, target);
      }
      classPath.append(target).append(File.pathSeparator);
    }
    return classPath.toString();
  }

  private static String docker(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("docker"), Stream.of(arguments)).collect(Collectors.toList());
    Process docker = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    docker.waitFor();
    return output;
  }
}
