package dev.slipway.config;

import dev.slipway.config.yaml.Findings;
import dev.slipway.config.yaml.Position;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Parameter;
import dev.slipway.model.StepRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What is known while one pipeline is read. */
final class Reading {
  private final Findings findings;
  private final Includes includes;
  private final Actions actions;
  private final Map<String, Parameter<?>> parameters;
  private final Map<String, Class<?>> outputs = new HashMap<>();
  private final Map<String, Position> entries = new HashMap<>();
  private final Set<String> wrong = new HashSet<>();
  private final Position start;
  private boolean incomplete;

  Reading(
      Position start,
      Findings findings,
      Includes includes,
      Actions actions,
      Map<String, Parameter<?>> parameters) {
    this.start = start;
    this.findings = findings;
    this.includes = includes;
    this.actions = actions;
    this.parameters = parameters;
  }

  Findings findings() {
    return findings;
  }

  Includes includes() {
    return includes;
  }

  Actions actions() {
    return actions;
  }

  Map<String, Parameter<?>> parameters() {
    return parameters;
  }

  /** Returns a copy whose findings nobody gets. */
  Reading unheard() {
    return new Reading(start, new Findings(), includes, actions, parameters);
  }

  /** Tells that something else was expected. */
  void unexpected(YamlNode node, String expected) {
    findings.problem(
        node.at(),
        node.described(),
        expected,
        node instanceof YamlNode.Null ? "fill it in, or leave the key out" : "correct it");
  }

  /** Tells that a key is missing. */
  void missing(YamlNode mapping, String key, String help) {
    findings.problem(
        mapping.at(), "no key '" + key + "'", "the key '" + key + "': " + lower(help), "add it");
  }

  private static String lower(String help) {
    return help.isEmpty()
        ? help
        : Character.toLowerCase(help.charAt(0)) + help.substring(1).replaceAll("\\.$", "");
  }

  /** Notes that an entry is missing from what was read, so that what follows from that is not told. */
  void leaveOut() {
    incomplete = true;
  }

  /**
   * Notes a step or group.
   *
   * @param kind {@code step} or {@code group}, as problems of the model call it
   * @param mistaken whether something was found wrong with it
   */
  void entry(String kind, String name, Position at, boolean mistaken) {
    Position first = entries.get("step '" + name + "'");
    Position other = first == null ? entries.get("group '" + name + "'") : first;
    if (other != null) {
      findings.problem(
          at,
          "the name '" + name + "' for the second time, first in line " + other.line(),
          "one step or group of a name",
          "rename one of them");
      incomplete = true;
    }
    entries.put(kind + " '" + name + "'", at);
    if (mistaken) {
      wrong.add(kind + " '" + name + "'");
    }
  }

  void output(String step, Class<?> type) {
    outputs.put(step, type);
  }

  /** Returns a reference to a step, which may come later in the file. */
  Supplier<StepRef<?>> reference(String name) {
    return () -> new StepRef<>(name, outputs.getOrDefault(name, Object.class));
  }

  /** Adds what the model found wrong, at the places of the steps and groups it names. */
  void definition(String pipeline, List<Problem> problems) {
    if (incomplete) {
      return;
    }
    String prefix = "pipeline '" + pipeline + "'";
    for (Problem problem : problems) {
      String place = problem.place();
      String rest = place.startsWith(prefix + ", ") ? place.substring(prefix.length() + 2) : "";
      Position at = start;
      String subject = "";
      for (Map.Entry<String, Position> entry : entries.entrySet()) {
        boolean longer = entry.getKey().length() > subject.length();
        if (longer && rest.startsWith(entry.getKey())) {
          subject = entry.getKey();
          at = entry.getValue();
        }
      }
      if (!wrong.contains(subject)) {
        findings.problem(at, problem);
      }
    }
  }
}
