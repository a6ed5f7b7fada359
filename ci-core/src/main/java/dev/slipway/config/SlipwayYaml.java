package dev.slipway.config;

import dev.slipway.config.yaml.Findings;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlReader;
import dev.slipway.config.yaml.YamlWriter;
import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.model.Pipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines as files: reads {@code slipway.yml}, writes it, and has its JSON Schema for editors. A pipeline from a file equals the one
 * that Java code describes in the same words; what a file cannot hold is Java code.
 *
 * <pre>{@code
 * SlipwayYaml files = SlipwayYaml.standard()
 *     .withKey("smoke", SmokeTest.format())
 *     .withAction("release-notes", ActionFormat.of(ReleaseNotes.class, ReleaseNotes::read, ReleaseNotes::write));
 * Pipeline shop = files.read(Path.of("."));
 * }</pre>
 *
 * <p>A file is data: nothing in it names a class, and it is at most one MiB large. Scalars keep their text. Immutable and thread-safe,
 * as long as the registered formats are.
 *
 * @since 0.1
 */
public final class SlipwayYaml {
  /** The name of the file in the root of a repository. */
  public static final String FILE = "slipway.yml";

  private final Actions actions;
  private final Grammar grammar;

  private SlipwayYaml(Actions actions) {
    this.actions = actions;
    this.grammar = new Grammar(actions);
  }

  /** Returns the format without any actions. */
  public static SlipwayYaml standard() {
    return new SlipwayYaml(new Actions(Map.of(), Map.of()));
  }

  /**
   * Returns a copy in which steps can have an action under a key of its own, as modules add them: {@code smoke: {...}}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if steps have such a key already
   */
  public SlipwayYaml withKey(String key, ActionFormat<?> format) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(format, "format");
    if (grammar.run().keys().stream().anyMatch(known -> known.name().equals(key))) {
      throw new IllegalArgumentException("steps have a key '" + key + "' already");
    }
    return new SlipwayYaml(actions.withKey(key, format));
  }

  /**
   * Returns a copy in which steps can have an action by its name: {@code uses: NAME}, with its parameters under {@code with}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is an action of this name already
   */
  public SlipwayYaml withAction(String name, ActionFormat<?> format) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(format, "format");
    return new SlipwayYaml(actions.withName(name, format));
  }

  /**
   * Reads {@code slipway.yml} in the root of a repository, and the files it includes.
   *
   * @throws ConfigurationException if there is no such file, it cannot be read, or it does not make a pipeline; it holds all that is
   *     wrong
   */
  public Pipeline read(Path repository) {
    return read(repository, FILE);
  }

  /**
   * Reads another file of a repository, and the files it includes.
   *
   * @param file its path from the root of the repository
   * @throws ConfigurationException as {@link #read(Path)} does
   */
  public Pipeline read(Path repository, String file) {
    Objects.requireNonNull(repository, "repository");
    Objects.requireNonNull(file, "file");
    Findings findings = new Findings();
    YamlNode root = YamlReader.strict().read(repository, file, findings);
    return pipeline(root, findings, new Includes(repository, file));
  }

  /**
   * Reads a text. It cannot include files.
   *
   * @param name what the text is called in problems, such as {@code slipway.yml}
   * @throws ConfigurationException if it does not make a pipeline; it holds all that is wrong
   */
  public Pipeline parse(String name, String text) {
    Findings findings = new Findings();
    YamlNode root = YamlReader.strict().read(name, text, findings);
    return pipeline(root, findings, new Includes(null, name));
  }

  private Pipeline pipeline(YamlNode root, Findings findings, Includes includes) {
    @Nullable
    Pipeline pipeline =
        findings.hasProblems() ? null : new PipelineShape(grammar).read(root, findings, includes);
    if (pipeline == null) {
      throw new ConfigurationException(findings.problems());
    }
    return pipeline;
  }

  /**
   * Returns a pipeline as the text of a file. A matrix becomes a group of its steps, and an included pipeline is written where it is
   * included. Reading the text gives an equal pipeline.
   *
   * @throws ConfigurationException if a file cannot say what the pipeline is: it has Java code, actions that are not registered or have
   *     no {@code equals}, or is too large; it names all such steps
   */
  public String write(Pipeline pipeline) {
    String place = "pipeline '" + pipeline.name() + "'";
    Writing writing = new Writing(place, actions);
    Object plain = grammar.pipeline().write(PipelineView.of(pipeline), writing);
    List<Problem> problems = writing.problems().stream()
        .map(problem ->
            problem.place().equals(place) ? problem : problem.at(place + ", " + problem.place()))
        .toList();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    String text = YamlWriter.write(plain);
    requireEqual(pipeline, parse(FILE, text), place);
    return text;
  }

  private static void requireEqual(Pipeline written, Pipeline read, String place) {
    if (written.equals(read)) {
      return;
    }
    List<Problem> problems = written.steps().stream()
        .filter(step -> !read.step(step.name()).equals(Optional.of(step)))
        .map(step -> different(place + ", step '" + step.name() + "'"))
        .toList();
    throw new ConfigurationException(problems.isEmpty() ? List.of(different(place)) : problems);
  }

  private static Problem different(String place) {
    return new Problem(
        place,
        "something that a file says differently",
        "a definition that is read back as it was written, with actions that have equals()",
        "give the class of its action an equals method, or leave it in Java");
  }

  /** Returns the JSON Schema, draft 2020-12, of files with the registered actions. */
  public String schema() {
    return Json.pretty(grammar.schema()) + "\n";
  }
}
