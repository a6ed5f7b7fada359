package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an image is built from, compared with what the docker command line builds from the same directory. */
@NeedsDocker
@Timeout(180)
class BuildContextIT {
  @TempDir
  Path home;

  private final String tag = "slipway-it/" + UUID.randomUUID();

  @AfterEach
  void forget() {
    DockerCommand.forget(tag, tag + ":theirs");
  }

  @Test
  void whatIsSentIsWhatTheDockerCommandSends() throws Exception {
    Path context = Files.createDirectories(home.resolve("context"));
    Map<String, String> files = Map.of(
        ".dockerignore",
        "# secrets\n**/*.key\n/build\n!build/keep.txt\n*/temp*\nDockerfile\nsub/?.log\n!sub/b.log\n[x-y]z\nodd name\n",
        "Dockerfile",
        "FROM slipway/busybox:1\nCOPY . /context\n",
        "a.key",
        "",
        "deep/er/b.key",
        "",
        "build/out.txt",
        "",
        "build/keep.txt",
        "kept");
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(context, file.getKey(), file.getValue());
    }
    for (String path : List.of(
        "sub/a.log",
        "sub/b.log",
        "sub/ab.log",
        "sub/temporary",
        "temporary",
        "xz",
        "yz",
        "az",
        "odd name",
        "größe ü",
        "n".repeat(120) + "/" + "m".repeat(120),
        "run.sh")) {
      write(context, path, path);
    }
    Files.setPosixFilePermissions(
        context.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(context.resolve("link"), Path.of("sub/b.log"));
    Files.createSymbolicLink(context.resolve("dangling"), Path.of("/nowhere/" + "l".repeat(150)));
    DockerCommand.run(context, Map.of("DOCKER_BUILDKIT", "0"), "build", "-t", tag + ":theirs", ".");
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("copy", s -> s.sh("cp -a " + context + "/. ."));
      p.run("image", ImageBuild.of(".").tag(tag));
    });
    try (Slipway ci = Slipway.builder().home(home.resolve("slipway")).build()) {
      ci.build(pipeline, Source.none()).await().throwIfNotSuccessful();
    }
    String list =
        "cd /context && find . | sort | while read -r f; do stat -c '%n %a %u %Y' \"$f\"; readlink \"$f\" || true; done";
    String theirs = DockerCommand.run("run", "--rm", tag + ":theirs", "sh", "-c", list);
    assertThat(DockerCommand.run("run", "--rm", tag, "sh", "-c", list)).isEqualTo(theirs);
    assertThat(theirs)
        .contains(
            "./build/keep.txt", "./sub/b.log", "./az", "./run.sh 750 0 ", "./größe ü", "./dangling")
        .doesNotContain(
            ".key",
            "out.txt",
            "a.log\n",
            "./xz",
            "./yz",
            "odd name",
            "Dockerfile",
            "sub/temporary");
  }

  private static void write(Path directory, String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
