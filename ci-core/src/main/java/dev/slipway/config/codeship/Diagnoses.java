package dev.slipway.config.codeship;

import dev.slipway.config.yaml.Findings;
import dev.slipway.config.yaml.Position;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlReader;
import dev.slipway.diagnostic.Problem;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers mistakes and warnings of the files of a project; of very many the first ones. */
final class Diagnoses {
  private static final int MOST = 200;

  private final Findings findings = new Findings();
  private final Set<String> badLines = new HashSet<>();
  private int problems;
  private int warnings;

  /** Reads a file; null if it is so wrong that nothing can be said of what is in it. */
  @Nullable
  YamlNode read(Path directory, String path) {
    Findings own = new Findings();
    YamlNode node = YamlReader.lastKeyWins().read(directory, path, own);
    own.warnings()
        .forEach(w -> warning(Places.position(w.place()), w.found(), w.expected(), w.remedy()));
    for (Problem problem : own.problems()) {
      Position at = Places.position(problem.place());
      badLines.add(line(at));
      problem(at, problem.found(), problem.expected(), problem.remedy());
    }
    return node instanceof YamlNode.Null && own.hasProblems() ? null : node;
  }

  void problem(Position at, String found, String expected, String remedy) {
    if (problems++ < MOST) {
      findings.problem(at, found, expected, remedy);
    }
  }

  void warning(Position at, String found, String expected, String remedy) {
    if (warnings++ < MOST) {
      findings.warning(at, found, expected, remedy);
    }
  }

  /** Whether the line is no proper YAML, so that what is missing there need not be told again. */
  boolean isBadLine(Position at) {
    return badLines.contains(line(at));
  }

  boolean hasProblems() {
    return problems > 0;
  }

  List<Problem> problems() {
    return findings.problems();
  }

  List<Problem> warnings() {
    return findings.warnings();
  }

  private static String line(Position at) {
    return at.file() + ":" + at.line();
  }
}
