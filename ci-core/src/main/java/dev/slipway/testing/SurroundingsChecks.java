package dev.slipway.testing;

import dev.slipway.model.Command;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What commands find around them. */
final class SurroundingsChecks {
  /** Variables of a host that commands may see, and those that a shell or an engine makes itself. */
  private static final Set<String> ALLOWED = Set.of(
      "PATH",
      "HOME",
      "USER",
      "LOGNAME",
      "SHELL",
      "LANG",
      "LC_ALL",
      "LC_CTYPE",
      "TZ",
      "TMPDIR",
      "JAVA_HOME",
      "PWD",
      "OLDPWD",
      "SHLVL",
      "_",
      "HOSTNAME",
      "TERM",
      "SLIPWAY_SESSION");

  private SurroundingsChecks() {}

  static List<NamedCheck> all() {
    return List.of(
        new NamedCheck("standard input is empty", SurroundingsChecks::input),
        new NamedCheck("environment variables arrive as they are", SurroundingsChecks::variables),
        new NamedCheck("variables of the step win", SurroundingsChecks::precedence),
        new NamedCheck(
            "the environment of the JVM stays out", SurroundingsChecks::foreignVariables),
        new NamedCheck("arguments arrive as they are", SurroundingsChecks::arguments),
        new NamedCheck("commands run in the directory of the step", SurroundingsChecks::directory),
        new NamedCheck(
            "files go from host to command to command to host", SurroundingsChecks::files),
        new NamedCheck(
            "commands of a session share files outside the workspace",
            SurroundingsChecks::filesOutside),
        new NamedCheck(
            "a child in the background lives while other commands run",
            SurroundingsChecks::background),
        new NamedCheck("a directory that is not there is named", SurroundingsChecks::noDirectory));
  }

  private static void input(ContractBench bench) throws Exception {
    ContractBench.Result result = bench.run(bench.spec(), Command.of("cat"));
    Expect.that(result.status().succeeded(), "cat ends well: " + result.status());
    Expect.equal("output of cat", "", result.output().out());
  }

  private static void variables(ContractBench bench) throws Exception {
    Map<String, String> variables = Map.of(
        "BLANKS", "  two  words ",
        "QUOTES", "it's \"so\" `x` $HOME \\n",
        "LINES", "one\ntwo\n",
        "FOREIGN", "Grüße, 世界 \uD83D\uDE80",
        "EMPTY", "");
    SessionSpec spec = bench.spec(variables, "", ContractBench.GRACE);
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      String script = "printf '[%s]' \"${" + variable.getKey() + "-not set}\"";
      String found = bench.run(spec, Command.sh(script)).output().out();
      Expect.equal(variable.getKey(), "[" + variable.getValue() + "]", found);
    }
  }

  private static void precedence(ContractBench bench) throws Exception {
    SessionSpec spec = bench.spec(Map.of("HOME", "/nowhere"), "", ContractBench.GRACE);
    Captured output = bench.run(spec, Command.sh("printf %s \"$HOME\"")).output();
    Expect.equal("HOME", "/nowhere", output.out());
  }

  private static void foreignVariables(ContractBench bench) throws Exception {
    List<String> unwanted = bench
        .run(bench.spec(), Command.of("env"))
        .output()
        .out()
        .lines()
        .map(line -> line.split("=", 2)[0])
        .filter(name -> System.getenv().containsKey(name) && !ALLOWED.contains(name))
        .toList();
    Expect.equal("variables of the JVM", List.of(), unwanted);
  }

  private static void arguments(ContractBench bench) throws Exception {
    Command command =
        Command.of("/bin/sh", "-c", "printf '[%s]' \"$@\"", "sh", "a b", "", "'\"$x`", "ü\n");
    Captured output = bench.run(bench.spec(), command).output();
    Expect.equal("arguments", "[a b][]['\"$x`][ü\n]", output.out());
  }

  private static void directory(ContractBench bench) throws Exception {
    Path inner = Files.createDirectories(bench.workspace.resolve("sub/inner"));
    SessionSpec spec = bench.spec(Map.of(), "sub/inner", ContractBench.GRACE);
    bench.run(spec, Command.sh("echo here > mark"));
    Expect.equal("content", "here\n", Files.readString(inner.resolve("mark")));
  }

  private static void files(ContractBench bench) throws Exception {
    Files.writeString(bench.workspace.resolve("a"), "from host\n");
    try (StepSession session = bench.open(bench.spec())) {
      session.run(Command.sh("cat a > b; echo one >> b; mkdir made"), new Captured());
      session.run(Command.sh("cat b > made/c; echo two >> made/c"), new Captured());
    }
    Path result = bench.workspace.resolve("made/c");
    Expect.equal("content", "from host\none\ntwo\n", Files.readString(result));
    Files.delete(result);
    Files.delete(result.getParent());
  }

  private static void filesOutside(ContractBench bench) throws Exception {
    String file = "/tmp/slipway-contract-" + UUID.randomUUID();
    Captured output = new Captured();
    try (StepSession session = bench.open(bench.spec())) {
      session.run(Command.sh("echo one > " + file), new Captured());
      session.run(Command.sh("cat " + file + "; rm " + file), output);
    }
    Expect.equal("the file of the command before", "one\n", output.out());
  }

  private static void background(ContractBench bench) throws Exception {
    Captured output = new Captured();
    try (StepSession session = bench.open(bench.spec())) {
      session.run(Command.sh("sleep 1000 & echo $! > child"), new Captured());
      session.run(Command.sh("kill $(cat child) && echo alive"), output);
    }
    Expect.equal("the child of the command before", "alive\n", output.out());
  }

  private static void noDirectory(ContractBench bench) {
    SessionSpec spec = bench.spec(Map.of(), "not-there", ContractBench.GRACE);
    RuntimeUnavailableException e =
        Expect.thrown(RuntimeUnavailableException.class, () -> bench.run(spec, Command.sh("true")));
    Expect.that(
        String.valueOf(e.getMessage()).contains("not-there"),
        "the directory is named: " + e.getMessage());
    Expect.that(
        !Files.exists(bench.workspace.resolve("not-there")), "the directory is not made silently");
  }
}
