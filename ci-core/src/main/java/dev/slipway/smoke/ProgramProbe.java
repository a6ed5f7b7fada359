package dev.slipway.smoke;

import dev.slipway.host.ProgramRun;
import dev.slipway.smoke.Finding.Mismatch;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Runs programs to their end, at most as long as a check may take. */
record ProgramProbe(URI base) {
  private static final int TAIL = 4096;

  Finding run(Check.Program check) throws InterruptedException {
    Path output = null;
    try {
      output = Files.createTempFile("slipway-smoke", ".log");
      return run(check, output);
    } catch (IOException e) {
      return wrong("program", "one that can be started", String.valueOf(e.getMessage()));
    } finally {
      if (output != null) {
        output.toFile().delete();
      }
    }
  }

  private Finding run(Check.Program check, Path output) throws IOException, InterruptedException {
    OptionalInt code = ProgramRun.run(
        check.argv(),
        Path.of("").toAbsolutePath(),
        Map.of("SMOKE_ADDRESS", base.toString()),
        output,
        check.limit());
    if (code.isEmpty()) {
      return new Finding.TimedOut(check.limit());
    }
    return code.getAsInt() == 0
        ? new Finding.AsExpected()
        : wrong("exit code", "0", code.getAsInt() + ", its output ends with " + end(output));
  }

  private static Finding wrong(String what, String expected, String found) {
    return new Finding.WrongAnswer(List.of(new Mismatch(what, expected, found)));
  }

  private static String end(Path output) throws IOException {
    byte[] all = Files.readAllBytes(output);
    int from = Math.max(0, all.length - TAIL);
    String text = new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
    return Words.quote(text.substring(text.lastIndexOf('\n') + 1));
  }
}
