package dev.slipway.docker;

import dev.slipway.model.Command;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;

/** A Java virtual machine of its own, to be killed while a command runs. */
final class ChildJvm {
  private ChildJvm() {}

  public static void main(String[] args) throws Exception {
    DockerRuntime runtime = DockerRuntime.builder(SystemTime.create())
        .workspace(WorkspaceMode.valueOf(args[2]))
        .connect();
    try (StepSession session = runtime.open(DockerRuntimeIT.spec(args[0], Path.of(args[1])))) {
      session.run(Command.sh("echo ready; sleep 1000"), (stream, bytes, offset, length) -> {
        System.out.write(bytes, offset, length);
        System.out.flush();
      });
    }
  }
}
