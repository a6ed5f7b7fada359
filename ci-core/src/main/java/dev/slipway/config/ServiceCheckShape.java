package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.Readiness;
import dev.slipway.model.ServiceCheck;
import dev.slipway.model.StepAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A port and a check of it: an action with a key of its own that can check services, such as a smoke test. */
final class ServiceCheckShape implements Shape<Readiness.Passes, Readiness.Passes> {
  private static final String PORT = "port";

  @Override
  public Readiness.@Nullable Passes read(YamlNode node, Reading reading) {
    if (!(node instanceof Mapping mapping)) {
      reading.unexpected(node, "a mapping of port and a check");
      return null;
    }
    YamlNode port = mapping.value(PORT).orElse(null);
    if (port == null) {
      reading.missing(node, PORT, "The port that is asked.");
    }
    Integer number = port == null ? null : Shapes.integer().read(port, reading);
    ServiceCheck check = check(mapping, reading);
    return number == null || check == null ? null : new Readiness.Passes(number, check);
  }

  private static @Nullable ServiceCheck check(Mapping mapping, Reading reading) {
    Map<String, ActionFormat<?>> known = checks(reading.actions());
    List<String> given = new ArrayList<>(mapping.entries().keySet());
    given.remove(PORT);
    String key = given.size() == 1 ? given.get(0) : "";
    ActionFormat<?> format = known.get(key);
    YamlNode value = mapping.value(key).orElse(null);
    if (format == null || value == null) {
      reading
          .findings()
          .problem(
              mapping.at(),
              given.isEmpty() ? "no check" : "the check " + String.join(" and ", given),
              known.isEmpty()
                  ? "a check; none is registered"
                  : "one of " + String.join(", ", known.keySet())
                      + Similar.hint(key, known.keySet()),
              "name one check that is registered with a key");
      return null;
    }
    return Actions.read(format, value, reading) instanceof ServiceCheck check ? check : null;
  }

  private static Map<String, ActionFormat<?>> checks(Actions actions) {
    Map<String, ActionFormat<?>> checks = new LinkedHashMap<>();
    actions.keys().forEach((key, format) -> {
      if (ServiceCheck.class.isAssignableFrom(format.type())) {
        checks.put(key, format);
      }
    });
    return checks;
  }

  @Override
  public Object write(Readiness.Passes passes, Writing writing) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(PORT, passes.port());
    if (passes.check() instanceof StepAction<?> action) {
      Map<String, ActionFormat<?>> known = checks(writing.actions());
      String key = Actions.nameOf(known, action).orElse("");
      ActionFormat<?> format = known.get(key);
      if (format != null) {
        out.put(key, Actions.write(format, action, writing));
        return out;
      }
    }
    writing.javaCode("a check of a service by " + passes.check().getClass().getName());
    return out;
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", Map.of(PORT, Shapes.integer().schema(definitions)));
    schema.put("required", List.of(PORT));
    schema.put("minProperties", 2);
    schema.put("maxProperties", 2);
    return schema;
  }
}
