package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipService.Build;
import dev.slipway.config.codeship.CodeshipService.Cache;
import dev.slipway.config.codeship.CodeshipService.Container;
import dev.slipway.config.codeship.CodeshipService.Credentials;
import dev.slipway.config.codeship.CodeshipService.Environment;
import dev.slipway.config.yaml.Position;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Null;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes one service of a mapping. */
final class ServiceReader {
  private static final Set<String> USED = Set.of(
      "image",
      "build",
      "dockerfile",
      "cached",
      "default_cache_branch",
      "environment",
      "env_file",
      "encrypted_env_file",
      "encrypted_environment",
      "encrypted_dockercfg_path",
      "dockercfg_service",
      "add_docker",
      "volumes",
      "volumes_from",
      "depends_on",
      "links",
      "command",
      "entrypoint",
      "working_dir",
      "cap_add",
      "hostname",
      "user",
      "extra_hosts",
      "read_only",
      "expose");

  /** Keys of Compose that CodeShip never looked at. */
  private static final Set<String> IGNORED = Set.of(
      "cgroup_parent",
      "container_name",
      "cpu_quota",
      "devices",
      "extends",
      "group_add",
      "init",
      "ipc",
      "isolation",
      "logging",
      "log_driver",
      "log_opt",
      "mac_address",
      "memswap_limit",
      "mem_swappiness",
      "networks",
      "network_mode",
      "oom_scope_adj",
      "oom_score_adj",
      "pid",
      "stop_signal",
      "stop_grace_period",
      "tty",
      "tmpfs",
      "ulimits",
      "volume_driver",
      "privileged",
      "labels",
      "external_links",
      "ports",
      "stdin_open");

  /** Keys of Compose that CodeShip may have honoured, and that are not honoured here. */
  private static final Set<String> NOT_HERE = Set.of(
      "cap_drop",
      "cpu_shares",
      "cpuset",
      "deploy",
      "dns",
      "dns_search",
      "domainname",
      "healthcheck",
      "mem_limit",
      "mem_reservation",
      "net",
      "profiles",
      "pull_policy",
      "restart",
      "secrets",
      "security_opt",
      "shm_size",
      "sysctls",
      "configs",
      "platform");

  static final Set<String> KNOWN = Stream.of(USED, IGNORED, NOT_HERE)
      .flatMap(Set::stream)
      .collect(Collectors.toUnmodifiableSet());

  private final String name;
  private final Fields fields;
  private final Position at;
  private final Diagnoses findings;
  private final boolean compose;

  ServiceReader(String name, Mapping mapping, Position at, Diagnoses findings, boolean compose) {
    this.name = name;
    this.fields = new Fields(mapping, findings);
    this.at = at;
    this.findings = findings;
    this.compose = compose;
  }

  CodeshipService read() {
    fields.warnOfOthers(KNOWN, "a service");
    warnOfIgnored();
    String image = fields.text("image");
    Build build = build(image);
    if (image != null && build != null && !compose) {
      findings.problem(
          fields.keyAt("image"),
          "an image beside a build in the service '" + name + "'",
          "one of them",
          "write the name of the image that is built as 'image' under 'build'");
    }
    Map<String, String> aliases = new LinkedHashMap<>();
    return new CodeshipService(
        name,
        at.toString(),
        build == null ? image : null,
        build,
        new Cache(
            fields.flag("cached"),
            Objects.requireNonNullElse(fields.text("default_cache_branch"), "master")),
        environment(),
        new Credentials(fields.text("encrypted_dockercfg_path"), fields.text("dockercfg_service")),
        fields.flag("add_docker"),
        volumes(),
        fields.texts("volumes_from"),
        dependencies(aliases),
        aliases,
        container());
  }

  private void warnOfIgnored() {
    for (String key : fields.keys()) {
      if (IGNORED.contains(key)) {
        findings.warning(
            fields.keyAt(key),
            "the key '" + key + "'",
            "keys that have an effect",
            "leave it out: CodeShip ignored it, and so it is here");
      } else if (NOT_HERE.contains(key)) {
        findings.warning(
            fields.keyAt(key),
            "the key '" + key + "'",
            "keys that have an effect",
            "look whether the service needs it: it is ignored here");
      }
    }
  }

  private @Nullable Build build(@Nullable String image) {
    YamlNode node = fields.node("build");
    if (node instanceof Scalar) {
      String context = fields.text("build");
      return context == null
          ? null
          : new Build(
              compose ? image : null, context, fields.text("dockerfile"), Map.of(), null, null);
    }
    if (node instanceof Mapping mapping) {
      return new BuildReader(new Fields(mapping, findings), findings)
          .read(compose ? image : null, fields.text("dockerfile"));
    }
    if (node != null) {
      fields.wrongType(node, "a directory, or a mapping with 'image' and 'dockerfile'");
    }
    return null;
  }

  private Environment environment() {
    return new Environment(
        fields.variables("environment"),
        fields.texts("env_file"),
        fields.texts("encrypted_env_file"),
        fields.text("encrypted_environment"));
  }

  private List<String> volumes() {
    YamlNode node = fields.node("volumes");
    if (node instanceof Sequence list
        && list.items().stream().anyMatch(Mapping.class::isInstance)) {
      list.items().stream()
          .filter(Mapping.class::isInstance)
          .forEach(item -> fields.wrongType(item, "'./directory:/path', or '/path'"));
      return List.of();
    }
    return fields.texts("volumes");
  }

  /** A link is a dependency that may have another name. */
  private List<String> dependencies(Map<String, String> aliases) {
    Set<String> names = new LinkedHashSet<>();
    if (fields.node("depends_on") instanceof Mapping conditions) {
      findings.warning(
          conditions.at(),
          "conditions in 'depends_on'",
          "a list of services",
          "write a list: conditions are ignored, and a service that has a HEALTHCHECK is waited for");
      names.addAll(conditions.entries().keySet());
    } else {
      names.addAll(fields.texts("depends_on"));
    }
    for (String link : fields.texts("links")) {
      int colon = link.indexOf(':');
      String service = colon < 0 ? link : link.substring(0, colon);
      names.add(service);
      boolean named = colon >= 0 && colon + 1 < link.length();
      aliases.put(named ? link.substring(colon + 1) : service, service);
    }
    return List.copyOf(names);
  }

  private Container container() {
    Map<String, String> hosts = new LinkedHashMap<>();
    if (fields.node("extra_hosts") instanceof Mapping) {
      hosts.putAll(fields.variables("extra_hosts"));
    } else {
      for (String host : fields.texts("extra_hosts")) {
        int colon = host.indexOf(':');
        if (colon > 0) {
          hosts.put(host.substring(0, colon), host.substring(colon + 1));
        }
      }
    }
    return new Container(
        words("command"),
        words("entrypoint"),
        fields.text("working_dir"),
        fields.text("user"),
        fields.text("hostname"),
        fields.texts("cap_add"),
        hosts,
        fields.flag("read_only"));
  }

  private @Nullable List<String> words(String key) {
    YamlNode node = fields.node(key);
    if (node instanceof Sequence list) {
      List<String> words = new ArrayList<>();
      for (YamlNode item : list.items()) {
        if (item instanceof Scalar scalar) {
          words.add(scalar.text());
        } else if (!(item instanceof Null)) {
          fields.wrongType(item, "a word of '" + key + "'");
        }
      }
      return words;
    }
    String text = fields.text(key);
    if (text == null) {
      return null;
    }
    CommandWords split = CommandWords.split(text);
    if (split.mistake() != null) {
      findings.problem(
          fields.at(key),
          split.mistake(),
          "each quote closed",
          "close it, or put it in other quotes");
    }
    return split.words().isEmpty() ? null : split.words();
  }
}
