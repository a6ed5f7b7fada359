package dev.slipway.testing;

import dev.slipway.model.Command;
import dev.slipway.model.LogStream;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** How commands are ended from outside, and that nothing is left of them. */
final class EndChecks {
  private EndChecks() {}

  static List<NamedCheck> all() {
    return List.of(
        new NamedCheck("an interrupt before the command keeps it from starting", EndChecks::before),
        new NamedCheck("an interrupt asks the command to stop", bench -> asks(bench, true)),
        new NamedCheck("a command that ignores the request is killed", bench -> kills(bench, true)),
        new NamedCheck("an interrupt ends the whole family", bench -> family(bench, true)),
        new NamedCheck("an interrupt ends a flood of output", bench -> flood(bench, true)),
        new NamedCheck(
            "an interrupt asks a command that was not announced to stop",
            bench -> asks(bench, false)),
        new NamedCheck(
            "a command that was not announced and ignores the request is killed",
            bench -> kills(bench, false)),
        new NamedCheck(
            "an interrupt ends the whole family of a command that was not announced",
            bench -> family(bench, false)),
        new NamedCheck(
            "an interrupt ends a flood of a command that was not announced",
            bench -> flood(bench, false)),
        new NamedCheck("a child in the background ends with the session", EndChecks::background),
        new NamedCheck("close works on a thread that is interrupted", EndChecks::interruptedClose),
        new NamedCheck("close without a command does nothing", EndChecks::closeOnly),
        new NamedCheck("reap ends what a build left, and nothing else", EndChecks::reap));
  }

  private static void before(ContractBench bench) throws Exception {
    try (StepSession session = bench.open(bench.spec())) {
      Thread.currentThread().interrupt();
      Expect.thrown(
          InterruptedException.class,
          () -> session.run(Command.sh("echo x > started"), new Captured()));
    }
    Expect.that(!Files.exists(bench.workspace.resolve("started")), "the command was not started");
  }

  private static void asks(ContractBench bench, boolean announced) throws Exception {
    String script = "trap 'echo caught > caught; echo bye; exit 3' TERM; echo ready\n"
        + "while :; do sleep 0.1; done";
    Captured output = new Captured();
    try (StepSession session = bench.open(bench.spec(), Command.sh(script), announced)) {
      interruptWhenReady(bench, session, script, output);
    }
    Path caught = bench.workspace.resolve("caught");
    Expect.that(
        Files.exists(caught),
        "the command could clean up before it ended; it wrote '" + output.out() + output.err()
            + "'");
    Expect.equal("output", "ready\nbye\n", output.out());
  }

  private static void kills(ContractBench bench, boolean announced) throws Exception {
    Signs signs = bench.signs();
    // a child ignores what its parent ignores
    String script =
        signs.begin() + "trap '' TERM; echo ready; while :; do " + signs.life() + "; done";
    SessionSpec spec = bench.spec(Map.of(), "", Duration.ofMillis(300));
    interruptAndAwaitGone(bench, spec, signs, script, announced);
  }

  private static void family(ContractBench bench, boolean announced) throws Exception {
    Signs signs = bench.signs();
    interruptAndAwaitGone(bench, bench.spec(), signs, family(signs), announced);
  }

  /** Returns a script with a child, an orphan, one with a session of its own where there is setsid, and a grandchild. */
  private static String family(Signs signs) {
    return signs.begin() + """
        sh -c 'LIFE' &
        (sh -c 'LIFE' &)
        if command -v setsid >/dev/null; then (setsid sh -c 'LIFE' &) fi
        sh -c 'LIFE & echo ready; wait' &
        wait
        """.replace("LIFE", signs.life());
  }

  private static void interruptAndAwaitGone(
      ContractBench bench, SessionSpec spec, Signs signs, String script, boolean announced)
      throws Exception {
    Captured output = new Captured();
    Command command = Command.sh(script);
    try (StepSession session = bench.open(spec, command, announced)) {
      ContractBench.Started run = bench.start(session, command, output);
      output.awaitOutput();
      signs.watch();
      run.interrupt();
      Expect.type(InterruptedException.class, run.thrown());
      signs.awaitGone();
    }
    signs.awaitGoneAfter(spec);
  }

  private static void flood(ContractBench bench, boolean announced) throws Exception {
    CountDownLatch much = new CountDownLatch(1);
    AtomicLong count = new AtomicLong();
    OutputSink sink = (stream, bytes, offset, length) -> {
      if (count.addAndGet(length) > 5_000_000) {
        much.countDown();
      }
    };
    Command command = Command.of("cat", "/dev/zero");
    try (StepSession session = bench.open(bench.spec(), command, announced)) {
      ContractBench.Started run = bench.start(session, command, sink);
      bench.within("the first output", much::await);
      run.interrupt();
      Expect.type(InterruptedException.class, run.thrown());
    }
  }

  private static void background(ContractBench bench) throws Exception {
    Signs signs = bench.signs();
    SessionSpec spec = bench.spec();
    Captured output = new Captured();
    try (StepSession session = bench.open(spec)) {
      String script = signs.beginBriefly(session) + signs.life() + " &\n(" + signs.life()
          + " >/dev/null 2>&1 &)\necho last";
      ExitStatus status = session.run(Command.sh(script), output);
      Expect.equal("status", new ExitStatus.Exited(0), status);
      Expect.equal("output", "last\n", output.out());
    }
    signs.awaitGoneAfter(spec);
  }

  private static void interruptedClose(ContractBench bench) throws Exception {
    Signs signs = bench.signs();
    SessionSpec spec = bench.spec();
    StepSession session = bench.open(spec);
    session.run(
        Command.sh(signs.beginBriefly(session) + signs.life() + " &\necho x > made"),
        new Captured());
    Thread.currentThread().interrupt();
    session.close();
    Expect.that(Thread.interrupted(), "the thread is still interrupted after close");
    Expect.that(Files.exists(bench.workspace.resolve("made")), "what the command made is there");
    signs.awaitGoneAfter(spec);
  }

  private static void closeOnly(ContractBench bench) throws Exception {
    bench.open(bench.spec()).close();
    Expect.equal("leftovers", List.of(), bench.runtime.reap("no-such-build"));
  }

  /** The other command is held back by its sink until the reap is over. */
  private static void reap(ContractBench bench) throws Exception {
    Signs signs = bench.signs();
    String lost = "lost-" + UUID.randomUUID();
    Captured lostOutput = new Captured();
    HeldBack otherOutput = new HeldBack();
    Duration grace = ContractBench.GRACE;
    SessionSpec lostSpec = bench.spec(lost, bench.workspace, Map.of(), "", grace);
    SessionSpec otherSpec = bench.spec(lost + "-2", bench.newWorkspace(), Map.of(), "", grace);
    StepSession lostSession = bench.open(lostSpec);
    StepSession otherSession = bench.open(otherSpec);
    ContractBench.Started lostRun = bench.start(lostSession, Command.sh(family(signs)), lostOutput);
    ContractBench.Started otherRun =
        bench.start(otherSession, Command.sh("head -c 200000000 /dev/zero; exit 5"), otherOutput);
    lostOutput.awaitOutput();
    bench.within("the first output", otherOutput.begun::await);
    signs.watch();
    List<String> ended = bench.runtime.reap(lost);
    otherOutput.released.countDown();
    Expect.that(!ended.isEmpty(), "reap says what it ended");
    signs.awaitGone();
    lostRun.thrown();
    lostSession.close();
    Expect.equal("the other build", new ExitStatus.Exited(5), otherRun.await());
    otherSession.close();
    signs.awaitGoneAfter(lostSpec);
    Expect.equal("a second reap", List.of(), bench.runtime.reap(lost));
  }

  private static void interruptWhenReady(
      ContractBench bench, StepSession session, String script, Captured output) throws Exception {
    ContractBench.Started run = bench.start(session, Command.sh(script), output);
    output.awaitOutput();
    run.interrupt();
    Expect.type(InterruptedException.class, run.thrown());
    Expect.that(output.bytes(LogStream.OUT).length > 0, "output from before the interrupt is kept");
  }

  /** Takes nothing until it may, and so holds a command back. */
  private static final class HeldBack implements OutputSink {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void write(LogStream stream, byte[] bytes, int offset, int length) {
      begun.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
