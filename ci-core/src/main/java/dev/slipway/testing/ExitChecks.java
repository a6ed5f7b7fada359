package dev.slipway.testing;

import dev.slipway.model.Command;
import dev.slipway.runtime.CommandNotFoundException;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.StepSession;
import java.nio.file.Files;
import java.util.List;

/** How commands end by themselves, and what is said when they cannot begin. */
final class ExitChecks {
  private static final String MISSING = "no-such-program";

  private ExitChecks() {}

  static List<NamedCheck> all() {
    return List.of(
        new NamedCheck("exit codes arrive as they are", ExitChecks::codes),
        new NamedCheck("a command killed by a signal is told as such", ExitChecks::signal),
        new NamedCheck("a script stops at the first line that fails", ExitChecks::firstFailure),
        new NamedCheck("a program that is not there is named", ExitChecks::missingProgram),
        new NamedCheck(
            "a shell tells of a missing program by exit code 127", ExitChecks::missingInShell),
        new NamedCheck("a file that cannot be executed is named", ExitChecks::notExecutable));
  }

  private static void codes(ContractBench bench) throws Exception {
    try (StepSession session = bench.open(bench.spec())) {
      for (int code : new int[] {0, 1, 7, 255}) {
        ExitStatus status = session.run(Command.sh("exit " + code), new Captured());
        Expect.equal("exit " + code, new ExitStatus.Exited(code), status);
      }
      Expect.that(session.run(Command.of("true"), new Captured()).succeeded(), "true succeeds");
    }
  }

  private static void signal(ContractBench bench) throws Exception {
    Expect.equal(
        "kill -9 $$", new ExitStatus.Signalled(9), bench.sh("kill -9 $$").status());
  }

  private static void firstFailure(ContractBench bench) throws Exception {
    ContractBench.Result result = bench.sh("echo one\nfalse\necho two");
    Expect.equal("status", new ExitStatus.Exited(1), result.status());
    Expect.equal("output", "one\n", result.output().out());
  }

  private static void missingProgram(ContractBench bench) throws Exception {
    try (StepSession session = bench.open(bench.spec())) {
      for (String program : List.of(MISSING, "./" + MISSING)) {
        CommandNotFoundException e = Expect.thrown(
            CommandNotFoundException.class,
            () -> session.run(Command.of(program, "argument"), new Captured()));
        names(e, program);
      }
      Expect.that(
          session.run(Command.sh("true"), new Captured()).succeeded(),
          "the session can be used after a program was not found");
    }
  }

  private static void missingInShell(ContractBench bench) throws Exception {
    ContractBench.Result result = bench.sh(MISSING);
    Expect.equal("status", new ExitStatus.Exited(127), result.status());
    Expect.that(
        result.output().err().contains(MISSING),
        "standard error names the program: " + result.output().err());
  }

  private static void notExecutable(ContractBench bench) throws Exception {
    Files.writeString(bench.workspace.resolve("plain"), "text\n");
    CommandNotFoundException e = Expect.thrown(
        CommandNotFoundException.class, () -> bench.run(bench.spec(), Command.of("./plain")));
    names(e, "./plain");
  }

  private static void names(CommandNotFoundException e, String program) {
    Expect.that(
        String.valueOf(e.getMessage()).contains("'" + program + "'"),
        "the message names the program '" + program + "': " + e.getMessage());
  }
}
