package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Kind;
import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Null;
import dev.slipway.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes steps of a steps file. */
final class StepsReader {
  /** Services multiply steps; more than these are a mistake. */
  private static final int MOST_STEPS = 20_000;

  private final Map<String, CodeshipService> services;
  private final Diagnoses findings;
  private final Map<String, String> names = new HashMap<>();
  private int count;

  StepsReader(Map<String, CodeshipService> services, Diagnoses findings) {
    this.services = services;
    this.findings = findings;
  }

  List<CodeshipStep> read(YamlNode root) {
    if (root instanceof Sequence list) {
      if (list.items().isEmpty()) {
        empty(root, "an empty list");
      }
      return steps(list, Inherited.NOTHING);
    }
    if (root instanceof Null) {
      empty(root, "an empty file");
    } else if (root instanceof Mapping mapping && mapping.entries().containsKey("steps")) {
      findings.problem(
          mapping.entries().get("steps").key().at(),
          "the key 'steps' around the steps",
          "a list, which begins with '- '",
          "take the list out of the key");
    } else {
      findings.problem(root.at(), root.described(), "a list of steps", "begin each step with '- '");
    }
    return List.of();
  }

  private void empty(YamlNode root, String found) {
    findings.problem(
        root.at(),
        found,
        "a list of steps",
        "write a step, such as '- service: app' with 'command: ...'");
  }

  private List<CodeshipStep> steps(Sequence list, Inherited inherited) {
    List<CodeshipStep> steps = new ArrayList<>();
    for (YamlNode item : list.items()) {
      if (++count == MOST_STEPS) {
        findings.problem(
            item.at(),
            "more than " + MOST_STEPS + " steps, those of each service counted",
            "at most so many",
            "write fewer");
      }
      CodeshipStep step = count >= MOST_STEPS ? null : step(item, inherited);
      if (step != null) {
        steps.add(step);
      }
    }
    return steps;
  }

  private @Nullable CodeshipStep step(YamlNode item, Inherited inherited) {
    if (!(item instanceof Mapping mapping)) {
      findings.problem(
          item.at(),
          item.described(),
          "a step with 'service' and 'command'",
          "write '- command: ...', with the other keys below 'command'");
      return null;
    }
    Fields fields = new Fields(mapping, findings);
    StepReader reader = new StepReader(fields, services, findings, names);
    StepType type = reader.type();
    if (type == null) {
      return null;
    }
    reader.warnOfOthers(type);
    return type.isGroup() ? group(fields, reader, type, inherited) : leaf(reader, type, inherited);
  }

  private @Nullable CodeshipStep leaf(StepReader reader, StepType type, Inherited inherited) {
    reader.noServices();
    CodeshipStep.Common common = reader.common(inherited);
    String service = reader.service(inherited);
    return type == StepType.PUSH ? reader.push(common, service) : reader.run(common, service);
  }

  private @Nullable CodeshipStep group(
      Fields fields, StepReader reader, StepType type, Inherited inherited) {
    YamlNode node = fields.node("steps");
    if (!(node instanceof Sequence list) || list.items().isEmpty()) {
      findings.problem(
          node == null ? fields.at() : node.at(),
          node == null ? "a group without 'steps'" : node.described() + " for 'steps'",
          "a list of steps",
          "write the steps of the group below 'steps', each with '- '");
      return null;
    }
    CodeshipStep.Common common = reader.common(inherited);
    List<String> multiplied = reader.services(inherited);
    String service = reader.optionalService(inherited);
    Inherited below = new Inherited(service, service != null, common.credentials());
    List<CodeshipStep> steps = new ArrayList<>();
    if (multiplied.isEmpty()) {
      steps.addAll(steps(list, below));
    }
    for (String each : multiplied) {
      Inherited own = new Inherited(each, true, common.credentials());
      steps.add(new Group(copy(common), Kind.SERIAL, each, steps(list, own)));
    }
    return new Group(common, type.kind(), service, steps);
  }

  /** The group of one service has the place of the whole, and no conditions and name of its own. */
  private static CodeshipStep.Common copy(CodeshipStep.Common common) {
    return new CodeshipStep.Common(
        null, common.place(), null, null, common.credentials(), List.<Run>of());
  }

  /**
   * What a group hands down.
   *
   * @param service its service, or null
   * @param fixed whether steps may not say another one
   * @param credentials its credentials
   */
  record Inherited(
      @Nullable String service, boolean fixed, CodeshipService.Credentials credentials) {
    static final Inherited NOTHING = new Inherited(null, false, CodeshipService.Credentials.NONE);
  }
}
