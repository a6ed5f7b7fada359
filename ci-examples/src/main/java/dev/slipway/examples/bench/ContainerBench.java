package dev.slipway.examples.bench;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.model.StepBuilder;
import dev.slipway.run.BuildResult;
import dev.slipway.run.StepResult;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Steps in containers beside {@code docker run} and Testcontainers, all with the same image and command. The sides take turns, block
 * by block, and between blocks everything is given time to come to rest, so that no side pays for what another left to be done.
 */
public final class ContainerBench {
  private static final int BLOCK = 10;
  private static final int WARM_UP = 10;
  private static final int PAIRS =
      3; // of what runs in parallel in a round: few runs of it differ a lot
  private static final int LOG_BYTES = 500_000_000;
  private static final String FLOOD =
      "yes 'a line of output, as long as such lines mostly are in a build' | head -c " + LOG_BYTES;

  private final Slipway ci;
  private final String image;
  private final int rounds;
  private final Duration rest;
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();

  /**
   * Makes a benchmark.
   *
   * @param ci runs the steps, at least eight at once
   * @param image an image on the engine, with a shell
   * @param rounds how often the sides take turns
   * @param rest the pause between two blocks
   */
  public ContainerBench(Slipway ci, String image, int rounds, Duration rest) {
    this.ci = ci;
    this.image = image;
    this.rounds = rounds;
    this.rest = rest;
  }

  /**
   * Measures, and returns one JSON object.
   *
   * @param wanted some of {@code single}, {@code parallel8}, {@code build8}, {@code sustained} and {@code log}; all of them
   *     where it is empty
   */
  public String run(Collection<String> wanted) throws Exception {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("single", this::single);
    parts.put("parallel8", this::parallel);
    parts.put("build8", () -> sequence("build8", 8, rounds));
    parts.put("sustained", () -> sequence("sustained", 100, 1));
    parts.put("log", () -> log(Math.min(rounds, 3)));
    if (!parts.keySet().containsAll(wanted)) {
      throw new IllegalArgumentException("parts of the benchmark are " + parts.keySet());
    }
    for (int i = 0; i < WARM_UP; i++) {
      build(8, container -> {});
    }
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(part.getKey())) {
        part.getValue().measure();
      }
    }
    return "{" + json(figures) + ", \"ratios\": {" + json(ratios) + "}}";
  }

  private void single() throws Exception {
    List<Double> docker = new ArrayList<>();
    List<Double> isolated = new ArrayList<>();
    List<Double> session = new ArrayList<>();
    List<Double> testcontainers = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      rest();
      for (int i = 0; i < BLOCK; i++) {
        docker.add(millis(this::dockerRun));
      }
      rest();
      isolated.addAll(stepMillis(build(BLOCK, step -> {})));
      rest();
      session.addAll(stepMillis(build(BLOCK, step -> step.container(options -> options.shared()))));
      rest();
      for (int i = 0; i < BLOCK; i++) {
        testcontainers.add(millis(this::testcontainer));
      }
    }
    note("docker_run_ms", docker);
    note("isolated_ms", isolated);
    note("session_ms", session);
    note("testcontainers_ms", testcontainers);
    ratios.put("isolated", median(isolated) / median(docker));
    ratios.put("session", median(session) / median(docker));
    ratios.put("testcontainers", median(isolated) / median(testcontainers));
  }

  /** Warms up first, which also makes as many networks as the builds that are measured find. */
  private void parallel() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "parallel",
        p -> p.parallel("all", all -> {
          for (int i = 0; i < 8; i++) {
            all.step("s" + i, step -> step.image(image).exec("true"));
          }
        }));
    List<Double> docker = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    for (int i = 0; i < WARM_UP; i++) {
      succeeded(ci.build(pipeline, Source.none()));
    }
    for (int round = 0; round < rounds * PAIRS; round++) {
      rest();
      docker.add(millis(() -> dockerRuns(8)));
      rest();
      steps.add(wallMillis(succeeded(ci.build(pipeline, Source.none()))));
    }
    note("docker_run_parallel8_ms", docker);
    note("parallel8_ms", steps);
    ratios.put("parallel8", median(steps) / median(docker));
  }

  private void sequence(String name, int length, int times) throws Exception {
    List<Double> docker = new ArrayList<>();
    List<Double> builds = new ArrayList<>();
    for (int round = 0; round < times; round++) {
      rest();
      docker.add(millis(() -> {
        for (int i = 0; i < length; i++) {
          dockerRun();
        }
        return true;
      }));
      rest();
      builds.add(millis(() -> build(length, step -> {})));
    }
    note("docker_run_" + name + "_ms", docker);
    note(name + "_ms", builds);
    ratios.put(name, median(builds) / median(docker));
  }

  private void log(int times) throws Exception {
    Pipeline flood =
        Pipeline.named("flood", p -> p.step("flood", step -> step.image(image).sh(FLOOD)));
    List<Double> docker = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    for (int round = 0; round < times; round++) {
      rest();
      docker.add(millis(() -> dockerRun("--log-driver", "none", image, "/bin/sh", "-c", FLOOD)));
      rest();
      steps.addAll(stepMillis(succeeded(ci.build(flood, Source.none()))));
    }
    note("docker_run_log_ms", docker);
    note("log_ms", steps);
    ratios.put("log", median(steps) / median(docker));
  }

  private BuildResult build(int length, Consumer<StepBuilder> more) throws Exception {
    Pipeline pipeline = Pipeline.named("sequence", p -> {
      for (int i = 0; i < length; i++) {
        p.step("s" + i, step -> more.accept(step.image(image).exec("true")));
      }
    });
    return succeeded(ci.build(pipeline, Source.none()));
  }

  private static BuildResult succeeded(Build build) throws Exception {
    BuildResult result = build.await();
    result.throwIfNotSuccessful();
    return result;
  }

  private boolean dockerRun() throws IOException, InterruptedException {
    return dockerRun(image, "true");
  }

  private static boolean dockerRun(String... arguments) throws IOException, InterruptedException {
    return ended(started(arguments));
  }

  private boolean dockerRuns(int count) throws IOException, InterruptedException {
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(started(image, "true"));
    }
    for (Process process : all) {
      ended(process);
    }
    return true;
  }

  private static Process started(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("docker", "run", "--rm"));
    words.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  private static boolean ended(Process process) throws IOException, InterruptedException {
    byte[] buffer = new byte[1 << 16];
    try (InputStream output = process.getInputStream()) {
      while (output.read(buffer) >= 0) {
        // read to the end, as whoever keeps it would
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("docker run ended with " + process.exitValue());
    }
    return true;
  }

  private boolean testcontainer() {
    try (GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
        .withCommand("true")
        .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
      container.start();
    }
    return true;
  }

  private static List<Double> stepMillis(BuildResult result) {
    return result.steps().stream()
        .map(step ->
            Duration.between(step.startedAt().orElseThrow(), step.finishedAt()).toNanos() / 1e6)
        .toList();
  }

  private static double wallMillis(BuildResult result) {
    var start = result.steps().stream()
        .flatMap(step -> step.startedAt().stream())
        .min(Comparator.naturalOrder());
    var end = result.steps().stream().map(StepResult::finishedAt).max(Comparator.naturalOrder());
    return Duration.between(start.orElseThrow(), end.orElseThrow()).toNanos() / 1e6;
  }

  private void rest() throws InterruptedException {
    ci.time().sleep(rest);
  }

  private void note(String name, List<Double> millis) {
    figures.put(name, median(millis));
  }

  private static double millis(Callable<?> work) throws Exception {
    long start = System.nanoTime();
    work.call();
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String json(Map<String, Double> values) {
    List<String> members = new ArrayList<>();
    values.forEach((name, value) -> members.add(String.format(
        Locale.ROOT, name.endsWith("_ms") ? "\"%s\": %.0f" : "\"%s\": %.3f", name, value)));
    return String.join(", ", members);
  }

  private interface Part {
    void measure() throws Exception;
  }
}
