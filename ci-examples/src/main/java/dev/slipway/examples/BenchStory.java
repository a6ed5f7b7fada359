package dev.slipway.examples;

import dev.slipway.Slipway;
import dev.slipway.examples.bench.ContainerBench;
import dev.slipway.examples.bench.EngineBenchmark;
import dev.slipway.examples.bench.Layers;
import dev.slipway.examples.bench.RedactorBenchmark;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The figures of docs/benchmarks.md. */
final class BenchStory implements Story {
  private static final String NO_HELPER = "TESTCONTAINERS_RYUK_DISABLED";

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "engine | simulation | containers [IMAGE [ROUNDS [PART...]]] | jmh-engine | jmh-redactor: measures, and prints one JSON object or JMH's table";
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    switch (arguments.isEmpty() ? "" : arguments.get(0)) {
      case "engine" -> engine();
      case "simulation" ->
        System.out.printf(
            Locale.ROOT, "{\"simulation_ms\": %.2f}%n", median(201, SimulateStory::simulate));
      case "containers" -> {
        return containers(arguments);
      }
      case "jmh-engine" -> jmh(EngineBenchmark.class);
      case "jmh-redactor" -> jmh(RedactorBenchmark.class);
      default ->
        throw new IllegalArgumentException(
            "bench takes one of: engine, simulation, containers, jmh-engine, jmh-redactor");
    }
    return 0;
  }

  private static void engine() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Scratch scratch = Scratch.create("bench");
        Slipway ci = Slipway.builder().home(scratch.directory()).build()) {
      Pipeline small = Layers.pipeline(100);
      Pipeline large = Layers.pipeline(1_000);
      double steps10k =
          median(9, () -> ci.build(small, Source.none()).await().throwIfNotSuccessful());
      double futures10k = median(9, () -> futures(100, threads));
      double steps100k =
          median(3, () -> ci.build(large, Source.none()).await().throwIfNotSuccessful());
      System.out.printf(
          Locale.ROOT,
          "{\"steps_10000_ms\": %.0f, \"futures_10000_ms\": %.1f, \"ratio\": %.1f, \"steps_100000_ms\": %.0f, \"heap_mib\": %d}%n",
          steps10k,
          futures10k,
          steps10k / futures10k,
          steps100k,
          Runtime.getRuntime().maxMemory() >> 20);
    } finally {
      threads.shutdown();
    }
  }

  private static int containers(List<String> arguments) throws Exception {
    String image = arguments.size() > 1 ? arguments.get(1) : "slipway/busybox:1";
    if (!"true".equals(System.getenv(NO_HELPER))) {
      return again(arguments, image);
    }
    int rounds = arguments.size() > 2 ? Integer.parseInt(arguments.get(2)) : 5;
    try (Scratch scratch = Scratch.create("bench");
        Slipway ci = Slipway.builder().home(scratch.directory()).parallelism(8).build()) {
      System.out.println(new ContainerBench(ci, image, rounds, Duration.ofSeconds(5))
          .run(arguments.stream().skip(3).toList()));
    }
    return 0;
  }

  /**
   * Runs the benchmark in a process of its own, because Testcontainers takes from the environment alone that it is to do without its
   * helper, and with which image it looks for its own machine.
   */
  private static int again(List<String> arguments, String image) throws Exception {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "bench"));
    command.addAll(arguments);
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    process.environment().put(NO_HELPER, "true");
    process.environment().put("TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE", image);
    return process.start().waitFor();
  }

  private static boolean futures(int layers, ExecutorService threads) {
    Layers.futures(layers, threads);
    return true;
  }

  /** Returns the median time of some runs in milliseconds, after a third as many to warm up. */
  private static double median(int runs, Callable<?> work) throws Exception {
    for (int i = 0; i < (runs + 2) / 3; i++) {
      work.call();
    }
    double[] millis = new double[runs];
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      work.call();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[runs / 2];
  }

  private static void jmh(Class<?> benchmark) throws Exception {
    new Runner(new OptionsBuilder().include(benchmark.getName()).build()).run();
  }
}
