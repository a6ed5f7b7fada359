package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipService.Credentials;
import dev.slipway.config.codeship.CodeshipStep.Common;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.config.codeship.StepsReader.Inherited;
import dev.slipway.config.yaml.Position;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import dev.slipway.diagnostic.Similar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parts of one step. */
final class StepReader {
  /** What people put on steps, and what only services have. */
  private static final Set<String> OF_SERVICES = Set.of(
      "environment",
      "env_file",
      "encrypted_env_file",
      "volumes",
      "volumes_from",
      "image",
      "build",
      "cached",
      "working_dir",
      "depends_on",
      "links",
      "add_docker",
      "entrypoint");

  private final Fields fields;
  private final Map<String, CodeshipService> services;
  private final Diagnoses findings;
  private final Map<String, String> names;

  StepReader(
      Fields fields,
      Map<String, CodeshipService> services,
      Diagnoses findings,
      Map<String, String> names) {
    this.fields = fields;
    this.services = services;
    this.findings = findings;
    this.names = names;
  }

  /** Finds what kind of step it is; null with a mistake. */
  @Nullable
  StepType type() {
    String text = fields.text("type");
    if (text != null) {
      return typed(text);
    }
    if (fields.has("command") && fields.has("steps")) {
      findings.problem(
          fields.keyAt("command"),
          "a step with 'command' and 'steps'",
          "one of them",
          "make the command a step of the group, or leave one out");
      return null;
    }
    if (fields.has("command")) {
      return StepType.RUN;
    }
    if (fields.has("steps")) {
      findings.warning(
          fields.keyAt("steps"),
          "a group without 'type'",
          "'type: serial' or 'type: parallel'",
          "write it; the steps run one after the other");
      return StepType.SERIAL;
    }
    neither();
    return null;
  }

  private @Nullable StepType typed(String text) {
    StepType type = StepType.of(text);
    if (type == null) {
      findings.problem(
          fields.at("type"),
          "the type '" + text + "'",
          "one of " + String.join(", ", StepType.words()) + Similar.hint(text, StepType.words()),
          "correct it, or leave it out if the step runs a command");
    } else if (type == StepType.RUN && !fields.has("command")) {
      neither();
      return null;
    } else if (type.isGroup() && fields.has("command") && !fields.has("steps")) {
      findings.problem(
          fields.keyAt("command"),
          "a command in a group",
          "'steps' in a step of type '" + text + "'",
          "leave out 'type', or put the command below 'steps'");
      return null;
    }
    return type;
  }

  private void neither() {
    boolean push = fields.has("image_name");
    String found =
        "a step with neither 'command' nor 'steps'" + (push ? ", and no 'type: push'" : "");
    findings.problem(
        fields.at(),
        found + misspelt(StepType.allKeys()),
        "what the step does",
        push ? "write 'type: push'" : "write the command to run, or 'type' and 'steps' of a group");
  }

  /** Names a key of the step that is not known and close to one of these. */
  private String misspelt(Set<String> meant) {
    return fields.keys().stream()
        .filter(key -> !StepType.allKeys().contains(key) && !OF_SERVICES.contains(key))
        .filter(key -> !Similar.hint(key, meant).isEmpty())
        .findFirst()
        .map(key -> "; it has '" + key + "'" + Similar.hint(key, meant))
        .orElse("");
  }

  void warnOfOthers(StepType type) {
    for (String key : fields.keys()) {
      if (OF_SERVICES.contains(key)) {
        findings.warning(
            fields.keyAt(key),
            "the key '" + key + "' on a step",
            "it on a service",
            "move it to the service: on a step it was always ignored");
      } else if (StepType.allKeys().contains(key) && !type.keys().contains(key)) {
        findings.warning(
            fields.keyAt(key),
            "the key '" + key + "' on a step of type '" + type.word() + "'",
            "keys that have an effect",
            "leave it out: it is ignored");
      }
    }
    List<String> known = new ArrayList<>(StepType.allKeys());
    known.addAll(OF_SERVICES);
    fields.warnOfOthers(Set.copyOf(known), "a step");
  }

  Common common(Inherited inherited) {
    String name = fields.text("name");
    String place = fields.at().toString();
    String first = name == null ? null : names.putIfAbsent(name, place);
    if (first != null && !first.equals(place)) { // a step for several services is the same step
      findings.warning(
          fields.at("name"),
          "the name '" + name + "', which a step at " + first + " has",
          "a name of its own",
          "rename one of them; both run");
    }
    return new Common(
        name, place, rule("tag"), rule("exclude"), credentials(inherited), onFail(inherited));
  }

  private @Nullable String rule(String key) {
    String text = fields.text(key);
    if (text == null) {
      return null;
    }
    TagRule rule = TagRule.of(text);
    Position at = fields.at(key);
    rule.invalid()
        .ifPresent(why -> findings.warning(
            at,
            "'" + text + "' for '" + key + "', which is no regular expression (" + why + ")",
            "one in the syntax of RE2, which has no look-around",
            "write it otherwise: it matches no branch but one of this very name"));
    if (rule.looksLikeRegex()) {
      findings.warning(
          at,
          "'" + text + "' for '" + key + "', which looks like a regular expression",
          "'^' or '$' in a regular expression",
          "write '^" + text + "$': without them it is compared as it is");
    }
    return text;
  }

  private Credentials credentials(Inherited inherited) {
    String file = fields.text("encrypted_dockercfg_path");
    String service = fields.text("dockercfg_service");
    if (service != null) {
      known("dockercfg_service", service);
    }
    if (file != null && service != null) {
      findings.warning(
          fields.keyAt("dockercfg_service"),
          "'dockercfg_service' beside 'encrypted_dockercfg_path'",
          "one of them",
          "leave it out: the file is taken");
    }
    return file == null && service == null
        ? inherited.credentials()
        : new Credentials(file, service);
  }

  private List<Run> onFail(Inherited inherited) {
    YamlNode node = fields.node("on_fail");
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof Sequence list)) {
      fields.wrongType(node, "a list of '- command: ...' for 'on_fail'");
      return List.of();
    }
    String service = fields.text("service");
    Inherited own = new Inherited(
        service == null ? inherited.service() : service, false, inherited.credentials());
    List<Run> runs = new ArrayList<>();
    for (YamlNode item : list.items()) {
      if (item instanceof Mapping mapping && mapping.value("command").isPresent()) {
        StepReader reader =
            new StepReader(new Fields(mapping, findings), services, findings, names);
        reader.warnOfOthers(StepType.RUN);
        Run run = reader.run(reader.common(own), reader.service(own));
        if (run != null) {
          runs.add(run);
        }
      } else {
        findings.problem(
            item.at(), item.described() + " in 'on_fail'", "'- command: ...'", "write it so");
      }
    }
    return runs;
  }

  void noServices() {
    if (fields.has("services")) {
      findings.problem(
          fields.keyAt("services"),
          "'services' on a step that is no group",
          "'service' with one name",
          "write 'service', or put the step in a group that has 'services'");
    }
  }

  /** The services of a group that multiplies its steps. */
  List<String> services(Inherited inherited) {
    if (!fields.has("services")) {
      return List.of();
    }
    List<String> all = fields.texts("services");
    if (fields.has("service") || inherited.fixed()) {
      findings.problem(
          fields.keyAt("services"),
          fields.has("service")
              ? "'services' beside 'service'"
              : "'services' in a group that has its service already",
          "one of them",
          "leave one out");
    } else if (all.isEmpty()) {
      findings.problem(
          fields.at("services"), "no name in 'services'", "names of services", "name one");
    }
    all.forEach(service -> known("services", service));
    return all;
  }

  @Nullable
  String service(Inherited inherited) {
    String service = optionalService(inherited);
    YamlNode node = fields.node("service");
    if (service == null && !fields.has("services") && (node == null || node instanceof Scalar)) {
      findings.problem(
          fields.at(),
          "a step without a service" + misspelt(Set.of("service")),
          "'service' on it or on a group around it",
          "name the service whose container it needs");
    }
    return service;
  }

  @Nullable
  String optionalService(Inherited inherited) {
    String own = fields.text("service");
    if (own == null) {
      return inherited.service();
    }
    known("service", own);
    if (inherited.fixed() && own.equals(inherited.service())) {
      findings.warning(
          fields.keyAt("service"),
          "'service' in a group that has the same",
          "it on one of them",
          "leave it out here");
    } else if (inherited.fixed()) {
      findings.problem(
          fields.keyAt("service"),
          "the service '" + own + "' in a group for the service '" + inherited.service() + "'",
          "one service for all steps of a group that has one",
          "leave it out on the group, and write it on each step");
    }
    return own;
  }

  private void known(String key, String service) {
    if (!services.isEmpty() && !services.containsKey(service)) {
      findings.problem(
          fields.at(key),
          "the service '" + service + "'",
          "a service of the services file" + Similar.hint(service, services.keySet()),
          "correct the name, or add the service");
    }
  }

  @Nullable
  Run run(Common common, @Nullable String service) {
    YamlNode node = fields.node("command");
    List<String> words = node instanceof Sequence ? fields.texts("command") : split();
    if (node instanceof Sequence) {
      findings.warning(
          node.at(),
          "a list as command",
          "one text",
          "write it as one text; it is taken as the words");
    }
    ShellHints.warn(words, fields.at("command"), findings);
    return service == null || words.isEmpty() ? null : new Run(common, service, words);
  }

  private List<String> split() {
    String text = fields.text("command");
    if (text == null) {
      if (fields.node("command") instanceof Scalar) {
        findings.problem(
            fields.at("command"), "an empty command", "a program and its arguments", "write it");
      }
      return List.of();
    }
    CommandWords split = CommandWords.split(text);
    if (split.mistake() != null) {
      findings.problem(
          fields.at("command"),
          split.mistake(),
          "each quote closed",
          "close it, or put it in other quotes");
    }
    return split.words();
  }

  @Nullable
  Push push(Common common, @Nullable String service) {
    String image = fields.text("image_name");
    String tag = fields.text("image_tag");
    if (image == null) {
      findings.problem(
          fields.at("image_name"),
          "a push without 'image_name'",
          "the name under which the image is pushed",
          "write it, such as 'image_name: team/app'");
      return null;
    }
    if (service == null) {
      return null;
    }
    PushChecks checks = new PushChecks(fields, findings);
    checks.tag(tag);
    checks.image(image, services.get(service));
    checks.credentials(common.credentials(), services.get(service));
    return new Push(common, service, image, tag == null ? "latest" : tag, fields.text("registry"));
  }
}
