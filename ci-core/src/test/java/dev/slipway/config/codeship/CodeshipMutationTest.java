package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.slipway.config.ConfigurationException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads and plans files that were changed by chance. {@code -Dslipway.mutations=N} makes N changes, {@code -Dslipway.corpus=DIR} takes
 * the files there, too.
 */
@Timeout(1_200)
class CodeshipMutationTest {
  private static final int COUNT = Integer.getInteger("slipway.mutations", 5_000);
  private static final long MOST_NANOS = 200_000_000;
  private static final long MOST_BYTES = 64L << 20;
  private static final String ODD =
      "{}[]:,-#&*!|>'\"%@`\\^$?~ \t\n\r\0\u0085\ufeff{{.Branch}}<<: *a\n- \ud83d\ude00é0";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir
  Path directory;

  private int planned;
  private int translated;
  private int refused;
  private long longest;
  private long largest;

  @Test
  void planningAChangedFileEndsWellOrWithTheConfigurationErrorAndTakesLittle() throws Exception {
    List<String[]> texts = texts();
    plan(texts.get(0), 0);
    for (int seed = 1; seed <= COUNT; seed++) {
      Random random = new Random(seed);
      String[] text = texts.get(random.nextInt(texts.size())).clone();
      int which = random.nextInt(2);
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        text[which] = changed(text[which], random);
      }
      plan(text, seed);
    }
    System.out.printf(
        "%d changed files: %d planned, %d of them translated, %d refused; at most %.1f ms and %.1f MB%n",
        COUNT, planned, translated, refused, longest / 1e6, largest / 1e6);
  }

  private List<String[]> texts() throws IOException {
    List<SampleProjects.Sample> samples = new ArrayList<>(SampleProjects.in(SampleProjects.own()));
    SampleProjects.corpus().ifPresent(corpus -> samples.addAll(SampleProjects.in(corpus)));
    List<String[]> texts = new ArrayList<>();
    for (SampleProjects.Sample sample : samples) {
      if (sample.services() != null) {
        texts.add(new String[] {
          Files.readString(sample.directory().resolve(sample.services())),
          Files.readString(sample.directory().resolve(sample.steps()))
        });
      }
    }
    return texts;
  }

  private void plan(String[] text, int seed) throws IOException {
    Files.write(
        directory.resolve("codeship-services.yml"), text[0].getBytes(StandardCharsets.UTF_8));
    Files.write(directory.resolve("codeship-steps.yml"), text[1].getBytes(StandardCharsets.UTF_8));
    long nanos = threads.getCurrentThreadCpuTime();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    try {
      CodeshipProject project = CodeshipProject.load(directory);
      project.plan("main").toJson();
      project.plan("no/such").toText();
      translated += translated(project);
      planned++;
    } catch (ConfigurationException e) {
      assertThat(e.problems()).allSatisfy(problem -> {
        assertThat(problem.place()).matches("codeship-(services|steps)\\.yml:\\d+:\\d+");
        assertThat(problem.found()).isNotBlank();
      });
      refused++;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + "\n" + text[0] + "\n---\n" + text[1], e);
    }
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    nanos = threads.getCurrentThreadCpuTime() - nanos;
    if (seed > 0) { // the first one loads classes
      longest = Math.max(longest, nanos);
      largest = Math.max(largest, bytes);
      assertThat(nanos).as("time of seed %d", seed).isLessThan(MOST_NANOS);
      assertThat(bytes).as("memory of seed %d", seed).isLessThan(MOST_BYTES);
    }
  }

  /** Whatever was read can be translated, but for the name of an image that is none. */
  private static int translated(CodeshipProject project) {
    try {
      project.toSlipwayYaml();
      return 1;
    } catch (ConfigurationException e) {
      assertThat(e.problems()).allMatch(problem -> problem.found().contains("image"));
      return 0;
    }
  }

  private static String changed(String text, Random random) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    int line = random.nextInt(lines.size());
    int other = random.nextInt(lines.size());
    switch (random.nextInt(9)) {
      case 0 -> lines.remove(line);
      case 1 -> lines.add(line, lines.get(other));
      case 2 -> lines.set(line, lines.set(other, lines.get(line)));
      case 3 -> lines.set(line, " ".repeat(random.nextInt(9)) + lines.get(line).strip());
      case 4 -> lines.set(line, value(lines.get(line)) + odd(random));
      case 5 -> lines.set(line, value(lines.get(line)) + lines.get(other).strip());
      case 6 -> lines = lines.subList(0, line + 1);
      case 7 -> lines.set(line, spoilt(lines.get(line), random));
      default -> lines.set(line, lines.get(line).replaceFirst("\\w+:", "<<:"));
    }
    return String.join("\n", lines);
  }

  private static String value(String line) {
    return line.substring(0, line.indexOf(':') + 1) + " ";
  }

  private static String spoilt(String line, Random random) {
    int at = random.nextInt(line.length() + 1);
    int to = Math.min(line.length(), at + random.nextInt(3));
    return line.substring(0, at) + odd(random) + line.substring(to);
  }

  private static String odd(Random random) {
    int at = random.nextInt(ODD.length());
    return ODD.substring(at, Math.min(ODD.length(), at + 1 + random.nextInt(11)));
  }
}
