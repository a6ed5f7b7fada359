package dev.slipway.docker;

import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Java virtual machine of its own, whose container runs as root. */
final class WorkspaceJvm {
  private WorkspaceJvm() {}

  public static void main(String[] args) throws Exception {
    Path workspace = Files.createDirectories(Path.of(args[1]));
    Files.writeString(workspace.resolve("given"), "x\n");
    try (SystemTime time = SystemTime.create();
        Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      Workspaces workspaces = WorkspacesIT.workspaces(engine, time);
      SessionSpec spec = DockerRuntimeIT.spec(args[0], workspace);
      try {
        System.out.println(
            "copied: " + workspaces.mustCopy(WorkspacesIT.as(spec, "slipway/busybox:1", "0:0")));
        System.out.print(WorkspacesIT.run(engine, workspaces, spec, "slipway/busybox:1", "0:0"));
      } finally {
        workspaces.close();
      }
    }
    if (!Files.readString(workspace.resolve("given")).equals("x\ny\n")) {
      throw new IllegalStateException("the change did not arrive");
    }
    delete(workspace);
    System.out.println("all deleted by " + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
