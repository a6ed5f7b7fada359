package dev.slipway.testing;

import dev.slipway.model.Command;
import dev.slipway.model.LogStream;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.StepSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What commands write. */
final class OutputChecks {
  private static final int FIVE_MB = 5 * 1024 * 1024;
  private static final int MB = 1024 * 1024;
  private static final int FLOOD_MB = 200;
  private static final Duration PAUSE = Duration.ofSeconds(4);

  private OutputChecks() {}

  static List<NamedCheck> all() {
    return List.of(
        new NamedCheck("the two output streams are kept apart", OutputChecks::apart),
        new NamedCheck("much output on both streams at once is complete", OutputChecks::much),
        new NamedCheck("bytes that are no text survive", OutputChecks::bytes),
        new NamedCheck("the last output is there when the command is over", OutputChecks::last),
        new NamedCheck("a sink that fails ends in its exception", OutputChecks::failingSink),
        new NamedCheck("a slow sink holds the command back", OutputChecks::slowSink),
        new NamedCheck("sessions at the same time do not mix", OutputChecks::manySessions));
  }

  private static void apart(ContractBench bench) throws Exception {
    Captured output = bench.sh("echo one; echo two >&2; printf three").output();
    Expect.equal("standard output", "one\nthree", output.out());
    Expect.equal("standard error", "two\n", output.err());
  }

  private static void much(ContractBench bench) throws Exception {
    Captured output = bench
        .sh(
            "head -c 5242880 /dev/zero | tr '\\0' o & head -c 5242880 /dev/zero | tr '\\0' e >&2; wait")
        .output();
    allOf('o', output.bytes(LogStream.OUT));
    allOf('e', output.bytes(LogStream.ERR));
  }

  private static void allOf(char wanted, byte[] bytes) {
    byte[] expected = new byte[FIVE_MB];
    Arrays.fill(expected, (byte) wanted);
    Expect.that(
        Arrays.equals(expected, bytes),
        "expected 5 MiB of '" + wanted + "' and nothing else, found " + bytes.length + " bytes");
  }

  private static void bytes(ContractBench bench) throws Exception {
    byte[] found = bench.sh("printf '\\377\\000\\200\\r\\n\\303'").output().bytes(LogStream.OUT);
    byte[] expected = {(byte) 0xff, 0, (byte) 0x80, '\r', '\n', (byte) 0xc3};
    Expect.equal("bytes", Arrays.toString(expected), Arrays.toString(found));
  }

  private static void last(ContractBench bench) throws Exception {
    try (StepSession session = bench.open(bench.spec())) {
      for (int i = 0; i < 10; i++) {
        Captured output = new Captured();
        session.run(Command.sh("echo last; echo of all >&2"), output);
        Expect.equal("standard output", "last\n", output.out());
        Expect.equal("standard error", "of all\n", output.err());
      }
    }
  }

  private static void failingSink(ContractBench bench) throws Exception {
    OutputSink sink = (stream, bytes, offset, length) -> {
      throw new IllegalStateException("the disk is full");
    };
    try (StepSession session = bench.open(bench.spec())) {
      IllegalStateException e = Expect.thrown(
          IllegalStateException.class,
          () -> session.run(Command.sh("head -c 1000000 /dev/zero"), sink));
      Expect.equal("message", "the disk is full", e.getMessage());
    }
  }

  /** A command that is not held back would be through with all of its output long before the sink goes on. */
  private static void slowSink(ContractBench bench) throws Exception {
    Path progress = bench.workspace.resolve("progress");
    AtomicLong count = new AtomicLong();
    AtomicBoolean first = new AtomicBoolean(true);
    List<Long> writtenMeanwhile = new ArrayList<>();
    OutputSink sink = (stream, bytes, offset, length) -> {
      count.addAndGet(length);
      if (first.getAndSet(false)) {
        bench.pause(PAUSE);
        writtenMeanwhile.add(progress.toFile().length());
      }
    };
    String script = "i=0; while [ $i -lt " + FLOOD_MB + " ]; do"
        + " head -c 1048576 /dev/zero; date +%s >> progress; i=$((i+1)); done";
    try (StepSession session = bench.open(bench.spec())) {
      ExitStatus status = session.run(Command.sh(script), sink);
      Expect.equal("status", new ExitStatus.Exited(0), status);
    }
    Expect.equal("bytes", (long) FLOOD_MB * MB, count.get());
    List<Long> seconds =
        Files.readAllLines(progress).stream().map(Long::valueOf).toList();
    Expect.equal("progress", FLOOD_MB, seconds.size());
    if (bench.copied()) {
      requirePause(seconds);
    } else {
      Expect.that(
          writtenMeanwhile.get(0) < Files.size(progress) / 2,
          "while the sink took nothing, the command wrote " + writtenMeanwhile + " of "
              + Files.size(progress) + " bytes of progress");
    }
  }

  /** A command whose progress is not seen meanwhile tells itself that it stood still. */
  private static void requirePause(List<Long> seconds) {
    long longest = 0;
    for (int i = 1; i < seconds.size(); i++) {
      longest = Math.max(longest, seconds.get(i) - seconds.get(i - 1));
    }
    Expect.that(
        longest >= PAUSE.toSeconds() / 2,
        "while the sink took nothing for " + PAUSE.toSeconds()
            + " s, the command stood still for no more than " + longest + " s");
  }

  private static void manySessions(ContractBench bench) throws Exception {
    List<ContractBench.Started> started = new ArrayList<>();
    List<Captured> outputs = new ArrayList<>();
    List<StepSession> sessions = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Captured output = new Captured();
      StepSession session = bench.open(bench.spec());
      String script = "i=0; while [ $i -lt 200 ]; do echo " + i + "; i=$((i+1)); done";
      started.add(bench.start(session, Command.sh(script), output));
      outputs.add(output);
      sessions.add(session);
    }
    for (int i = 0; i < started.size(); i++) {
      started.get(i).await();
      Expect.equal(
          "output of session " + i, (i + "\n").repeat(200), outputs.get(i).out());
      sessions.get(i).close();
    }
  }
}
