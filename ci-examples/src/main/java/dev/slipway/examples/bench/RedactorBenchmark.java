package dev.slipway.examples.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.secret.RedactingOutput;
import dev.slipway.secret.Redactor;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** How many bytes a second pass the redactor on one core: chunks of 64 KiB of log text, 20 secrets. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RedactorBenchmark {
  private final Random random = new Random(42);
  private final byte[] chunk = log();
  private final RedactingOutput out = Redactor.of(IntStream.range(0, 20)
          .mapToObj(i -> Secret.of("SECRET_" + i, value(12 + 2 * i)))
          .toList())
      .redacting(OutputStream.nullOutputStream());

  /** Counts bytes beside operations. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Throughput {
    public long bytes;
  }

  /** Passes one chunk. */
  @Benchmark
  public void redact(Throughput throughput) throws IOException {
    out.write(chunk, 0, chunk.length);
    throughput.bytes += chunk.length;
  }

  private byte[] log() {
    StringBuilder text = new StringBuilder();
    while (text.length() < 64 * 1024) {
      text.append(String.format(Locale.ROOT, """
      2025-03-14T12:00:01.%1$03dZ INFO  [main] dev.example.OrderService - processed order %1$d in %2$d ms
      [INFO] Downloaded from central: https://repo.example.org/maven2/org/example/%1$x%2$x.jar (12 kB at 340 kB/s)
      \tat dev.example.shop.web.PageController.render(PageController.java:%2$d)
      {"level":"warn","msg":"slow query","ms":%2$d,"sql":"select * from orders where id = ?","trace":"%1$x"}
      """, random.nextInt(1_000_000), random.nextInt(1000)));
    }
    return text.substring(0, 64 * 1024).getBytes(UTF_8);
  }

  private String value(int length) {
    return random
        .ints(length, '!', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(RedactorBenchmark.class.getName()).build()).run();
  }
}
