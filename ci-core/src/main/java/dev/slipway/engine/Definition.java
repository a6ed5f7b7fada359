package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.json.Json;
import dev.slipway.model.ContainerLayout;
import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Execution;
import dev.slipway.model.Flow;
import dev.slipway.model.Group;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.model.Reuse;
import dev.slipway.model.Service;
import dev.slipway.model.Step;
import dev.slipway.model.TimeLimits;
import dev.slipway.model.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as data that can be stored and compared later, to tell whether a build can go on with it. Java code is told by its
 * class and version, a lambda by its step alone.
 */
final class Definition {
  private static final int MOST_DIFFERENCES = 10;

  private Definition() {}

  static String describe(Pipeline pipeline) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("pipeline", pipeline.name());
    all.put("variables", new TreeMap<>(pipeline.variables()));
    all.put("time limit", String.valueOf(pipeline.timeLimit().orElse(null)));
    Map<String, Object> groups = new LinkedHashMap<>();
    for (Group group : pipeline.graph().groups()) {
      groups.put(group.name(), group(group));
    }
    all.put("groups", groups);
    Map<String, Object> steps = new LinkedHashMap<>();
    pipeline.steps().forEach(step -> steps.put(step.name(), step(step)));
    all.put("steps", steps);
    return Json.write(all);
  }

  /**
   * Checks that a pipeline is still what it was.
   *
   * @throws SlipwayException if it is not; it names the differences
   */
  static void requireSame(String buildId, String stored, Pipeline pipeline) {
    List<String> differences = new ArrayList<>();
    compare("pipeline", Json.read(stored), Json.read(describe(pipeline)), differences);
    if (!differences.isEmpty()) {
      throw new DefinitionChangedException(new Problem(
          "build " + buildId,
          "the pipeline has changed since it was started: "
              + String.join(
                  "; ", differences.subList(0, Math.min(differences.size(), MOST_DIFFERENCES))),
          "the pipeline that the build was started with",
          "use that pipeline, or start a new build"));
    }
  }

  private static Map<String, Object> group(Group group) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("kind", group.kind());
    data.put("entries", group.nodes().size() > 20 ? group.nodes().size() : names(group));
    data.put("condition", group.condition().text());
    data.put("fail-fast", group.failFast());
    data.put("at most", group.maxParallel());
    return data;
  }

  private static List<String> names(Group group) {
    return group.nodes().stream().map(node -> node.name()).toList();
  }

  private static Map<String, Object> step(Step step) {
    Map<String, Object> data = new LinkedHashMap<>();
    if (step.work() instanceof Work.Commands commands) {
      data.put(
          "commands",
          commands.commands().stream().map(command -> command.argv()).toList());
    } else {
      Work.Action work = (Work.Action) step.work();
      Class<?> type = work.action().getClass();
      data.put("code", type.isSynthetic() || type.isHidden() ? "lambda" : type.getName());
      data.put("version", work.action().version());
      data.put("output", work.outputType().getName());
    }
    if (!step.execution().equals(Execution.plain())) {
      execution(step.execution(), data);
    }
    if (!step.flow().equals(Flow.plain())) {
      flow(step.flow(), data);
    }
    if (step.retry().attempts() > 1) {
      data.put("retry", retry(step.retry()));
    }
    if (!step.limits().equals(TimeLimits.none())) {
      data.put("time limits", Json.write(step.limits()));
    }
    if (!step.produces().isEmpty()) {
      data.put("produces", Json.write(step.produces()));
    }
    if (!step.consumes().isEmpty()) {
      data.put("consumes", Json.write(step.consumes()));
    }
    if (!step.reuse().equals(Reuse.nothing())) {
      data.put("reuse", Json.write(step.reuse()));
    }
    return data;
  }

  private static void execution(Execution execution, Map<String, Object> data) {
    data.put("image", image(execution.image()));
    data.put("directory", execution.directory());
    data.put("variables", new TreeMap<>(execution.variables()));
    data.put("secrets", new TreeMap<>(execution.secrets()));
    data.put("services", services(execution.services()));
    execution
        .sharedServices()
        .forEach(shared ->
            data.put("services of group '" + shared.group() + "'", services(shared.services())));
    if (!execution.container().equals(ContainerOptions.plain())) {
      data.put("container", container(execution.container()));
    }
  }

  private static Map<String, Object> services(Map<String, Service> services) {
    Map<String, Object> data = new TreeMap<>();
    services.forEach((alias, service) -> data.put(alias, service(service)));
    return data;
  }

  private static Map<String, Object> container(ContainerOptions options) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("limits", options.limits().toString());
    data.put("network", options.network());
    data.put("user", String.valueOf(options.user()));
    data.put("read-only root", options.readOnlyRoot());
    data.put("hosts", new TreeMap<>(options.hosts()));
    data.put("privileges", options.privileges().toString());
    data.put("shared", options.sharing());
    ContainerLayout layout = options.layout();
    data.put("as image says", layout.asImageSays());
    data.put("entry point", layout.entryPoint());
    data.put("container directory", String.valueOf(layout.directory()));
    data.put("host name", String.valueOf(layout.hostname()));
    data.put("mounts", new TreeMap<>(layout.mounts()).toString());
    data.put("volumes of the build", new TreeMap<>(layout.volumes()).toString());
    return data;
  }

  /** An image of which nothing but the name is told is its name. */
  private static String image(@Nullable Image image) {
    return image == null || image.equals(Image.of(image.name()))
        ? String.valueOf(image)
        : Json.write(image);
  }

  /** Sets and maps are sorted: each Java virtual machine has them in another order. */
  private static String retry(Retry retry) {
    return retry.attempts() + " attempts, " + retry.first() + " to " + retry.longest() + ", jitter "
        + retry.jitter() + ", on " + new TreeSet<>(retry.on());
  }

  private static Map<String, Object> service(Service service) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("image", image(service.image()));
    data.put("aliases", new TreeSet<>(service.aliases()));
    data.put("variables", new TreeMap<>(service.variables()));
    data.put("command", service.command());
    data.put("volumes", new TreeMap<>(service.volumes()));
    data.put("after", new TreeSet<>(service.after()));
    data.put("ready when", service.ready().toString());
    data.put("within", service.deadline().toString());
    if (!service.container().equals(ContainerOptions.plain())) {
      data.put("container", container(service.container()));
    }
    return data;
  }

  private static void flow(Flow flow, Map<String, Object> data) {
    data.put("needs", flow.needs());
    data.put("inputs", flow.inputs().stream().map(input -> input.name()).toList());
    data.put("condition", flow.condition().text());
    data.put("trigger", flow.trigger());
    data.put("may fail", flow.mayFail());
    data.put("locks", new TreeSet<>(flow.locks()));
    data.put("limits", new TreeMap<>(flow.limits()));
  }

  private static void compare(
      String where, @Nullable Object before, @Nullable Object now, List<String> differences) {
    if (before instanceof Map<?, ?> old && now instanceof Map<?, ?> fresh) {
      for (Object key : old.keySet()) {
        if (fresh.containsKey(key)) {
          compare(place(where, key), old.get(key), fresh.get(key), differences);
        } else {
          differences.add(place(where, key) + " is gone");
        }
      }
      fresh.keySet().stream()
          .filter(key -> !old.containsKey(key))
          .forEach(key -> differences.add(place(where, key) + " is new"));
    } else if (!Objects.equals(before, now)) {
      differences.add(where + " was " + before + " and is " + now);
    }
  }

  private static String place(String where, Object key) {
    return switch (where) {
      case "pipeline" -> key.toString();
      case "steps" -> "step '" + key + "'";
      case "groups" -> "group '" + key + "'";
      default -> where + ", " + key;
    };
  }
}
