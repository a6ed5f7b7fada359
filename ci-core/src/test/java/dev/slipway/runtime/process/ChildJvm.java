package dev.slipway.runtime.process;

import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Java virtual machine of its own, to be killed or to have another locale. */
final class ChildJvm {
  private ChildJvm() {}

  public static void main(String[] args) throws Exception {
    Path workspace = Path.of(args[1]);
    SystemTime time = SystemTime.create();
    ProcessRuntime runtime = ProcessRuntime.create(time, workspace.resolveSibling("state"));
    Map<String, String> variables = Map.of("GREETING", "Gr\u00fc\u00dfe 'x'");
    SessionSpec spec = new SessionSpec(
        "b1", "unit", 1, workspace, Execution.plain(), List.of(), variables, Duration.ofSeconds(5));
    Command command = args[0].equals("hang")
        ? Command.sh("mkfifo alive; exec 9<>alive; (setsid sleep 1000 &); echo ready; sleep 1000")
        : Command.of("sh", "-c", "printf '[%s][%s]' \"$GREETING\" \"$1\"; cat", "sh", "\u4e16");
    try (StepSession session = runtime.open(spec)) {
      ExitStatus status = session.run(command, (stream, bytes, offset, length) -> {
        System.out.write(bytes, offset, length);
        System.out.flush();
      });
      System.out.println(status.succeeded() ? 0 : 1);
    }
    runtime.close();
  }
}
