package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.BuildContext;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PlanException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that somebody, or something, has spoilt. */
@Timeout(900)
class MutationTest {
  private static final long MOST_NANOS = 200_000_000;
  private static final List<String> SPOILS = List.of(
      "\t",
      ":",
      ": ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      "\"",
      "'",
      "&a ",
      "*a",
      "<<: ",
      "!x ",
      "|",
      ">",
      "#",
      "\n",
      "  ",
      "---\n",
      "?",
      "%",
      "@",
      "`",
      "\\",
      "${matrix.x}",
      "null",
      "~",
      "\u0000",
      "\uFEFF",
      "é",
      "\uD83D",
      "-1",
      "99999999999999999999",
      "..",
      "/");

  private int read;
  private int refused;

  @Test
  void aSpoiltFileIsReadOrRefusedAndNothingElse() throws Exception {
    List<String> files = new ArrayList<>();
    files.add(Files.readString(Path.of("../docs/slipway.yml")));
    for (int seed = 0; seed < 5; seed++) {
      files.add(ReleaseNotes.files().write(new Pipelines(seed).pipeline()));
    }
    List<String> slow = new ArrayList<>();
    for (int seed = 0; seed < Integer.getInteger("slipway.mutations", 5_000); seed++) {
      Random random = new Random(seed);
      String spoilt = spoilt(files.get(seed % files.size()), random);
      long start = System.nanoTime();
      attempt(spoilt, seed);
      // a second try, as the first may have waited for another program
      if (System.nanoTime() - start > MOST_NANOS && nanos(spoilt, seed) > MOST_NANOS) {
        slow.add("seed " + seed);
      }
    }
    assertThat(slow).as("seeds that took more than 200 ms twice").isEmpty();
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
    System.out.println(read + " spoilt files were read, " + refused + " refused");
  }

  private long nanos(String text, int seed) {
    long start = System.nanoTime();
    attempt(text, seed);
    return System.nanoTime() - start;
  }

  private void attempt(String text, int seed) {
    try {
      Pipeline pipeline = ReleaseNotes.files().parse("f.yml", text);
      read++;
      pipeline.plan(BuildContext.onBranch("main"));
    } catch (ConfigurationException e) {
      refused++;
      assertThat(e.problems())
          .as("seed %s", seed)
          .allSatisfy(problem -> assertThat(problem.place()).matches("f\\.yml:[0-9]+:[0-9]+"));
    } catch (PlanException parametersAreMissing) {
      assertThat(parametersAreMissing.problems()).isNotEmpty();
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed + "\n" + text, e);
    }
  }

  private static String spoilt(String text, Random random) {
    String result = text;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      result = once(result, random);
    }
    return result;
  }

  private static String once(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int line = random.nextInt(Math.max(1, lines.size()));
    int at = random.nextInt(text.length() + 1);
    switch (random.nextInt(7)) {
      case 0:
        lines.remove(line);
        break;
      case 1:
        lines.add(line, lines.get(random.nextInt(lines.size())));
        break;
      case 2:
        Collections.swap(lines, line, random.nextInt(lines.size()));
        break;
      case 3:
        lines.set(line, " ".repeat(random.nextInt(4)) + lines.get(line));
        break;
      case 4:
        lines.set(line, lines.get(line).stripLeading());
        break;
      case 5:
        return text.substring(0, at)
            + SPOILS.get(random.nextInt(SPOILS.size()))
            + text.substring(at);
      default:
        return text.substring(0, at)
            + text.substring(Math.min(text.length(), at + 1 + random.nextInt(9)));
    }
    return String.join("\n", lines) + "\n";
  }
}
