package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.config.ConfigurationException;
import dev.slipway.json.Json;
import dev.slipway.model.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plans all projects below a directory, such as files of real repositories, which are not part of this one. */
@Timeout(120)
class CodeshipCorpusTest {
  private static final String NO_BRANCH_HAS_THIS_NAME = "no/branch-has-this-name";

  /** What a refusal may be: the file is empty, no YAML, or says something that no runner could do. */
  private static final String REFUSABLE =
      "an empty .*|no file with .*|.* as a key.*|.*no YAML.*|in the line .*"
          + "|a tab|'\\{\\{'.*|a step with .*|a step without .*|the service '.*|a group without .*|the type .*"
          + "|a mapping|a list|the text .*|nothing for .*|services that wait .*|an image beside .*|an opening quote .*"
          + "|a push without .*|the variable .*|'services' .*";

  private final Map<String, List<String>> refused = new LinkedHashMap<>();
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private int planned;
  private int warned;
  private int plans;
  private int translated;
  private int translatedPlans;

  @Test
  void ourOwnSamplesArePlannedForAllTheirBranches() {
    SampleProjects.in(SampleProjects.own()).forEach(sample -> plan(SampleProjects.own(), sample));
    assertThat(refused).isEmpty();
    assertThat(planned).isEqualTo(4);
  }

  @Test
  void everyProjectOfTheCorpusIsPlannedForAllItsBranchesOrRefusedForAReason() {
    assumeTrue(
        SampleProjects.corpus().isPresent(),
        "no corpus: name a directory with CodeShip projects by -D" + SampleProjects.PROPERTY
            + "=DIR");
    Path corpus = SampleProjects.corpus().orElseThrow();
    List<SampleProjects.Sample> samples = SampleProjects.in(corpus);
    samples.forEach(sample -> plan(corpus, sample));
    print(samples.size());
    assertThat(samples).isNotEmpty();
    assertThat(refused.values().stream().flatMap(List::stream)).allMatch(r -> r.matches(REFUSABLE));
    assertThat(refused.size() * 10).isLessThanOrEqualTo(samples.size());
  }

  private void plan(Path root, SampleProjects.Sample sample) {
    String name = root.relativize(sample.directory()).toString();
    try {
      CodeshipProject project =
          CodeshipProject.load(sample.directory(), sample.services(), sample.steps());
      for (String branch : branches(project)) {
        CodeshipPlan plan = project.plan(branch);
        assertThat(Json.read(plan.toJson(), Map.class)).containsKeys("branch", "warnings", "tree");
        assertThat(plan.toText()).startsWith("branch " + branch);
        plans++;
      }
      translate(project);
      planned++;
      warned += project.warnings().isEmpty() ? 0 : 1;
      project.warnings().forEach(w -> reasons.merge(w.expected(), 1, Integer::sum));
    } catch (ConfigurationException e) {
      refused.put(name, e.problems().stream().map(p -> p.found()).distinct().toList());
    }
  }

  /** The translated file plans the same steps for every branch. */
  private void translate(CodeshipProject project) {
    Pipeline pipeline = Translations.read(project);
    for (String branch : branches(project)) {
      if (branch.indexOf('^') >= 0) {
        continue; // a rule, which git lets nobody name a branch
      }
      translatedPlans += Translations.assertSamePlan(project, pipeline, branch, null) ? 1 : 0;
      translatedPlans += Translations.assertSamePlan(project, pipeline, null, branch) ? 1 : 0;
    }
    translated++;
  }

  private static Set<String> branches(CodeshipProject project) {
    Set<String> branches = new LinkedHashSet<>(List.of(NO_BRANCH_HAS_THIS_NAME, "master", "main"));
    collect(project.steps(), branches);
    return branches;
  }

  private static void collect(List<CodeshipStep> steps, Set<String> branches) {
    for (CodeshipStep step : steps) {
      if (step.common().tag() != null) {
        branches.add(step.common().tag());
      }
      if (step.common().exclude() != null) {
        branches.add(step.common().exclude());
      }
      if (step instanceof CodeshipStep.Group group) {
        collect(group.steps(), branches);
      }
    }
  }

  private void print(int projects) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%-12s %5d", "projects", projects));
    lines.add(String.format("%-12s %5d  in %d plans", "planned", planned, plans));
    lines.add(String.format(
        "%-12s %5d  with the same steps in %d plans", "translated", translated, translatedPlans));
    lines.add(String.format("%-12s %5d", "with warning", warned));
    reasons.forEach(
        (reason, count) -> lines.add(String.format("  %10s %5d  expected %s", "", count, reason)));
    lines.add(String.format("%-12s %5d", "refused", refused.size()));
    refused.forEach((name, why) -> lines.add("  " + name + ": " + String.join("; ", why)));
    System.out.println(String.join("\n", lines));
  }
}
