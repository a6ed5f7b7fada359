package dev.slipway.deploy;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.ArtifactRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a deployment stands in a file: by the names of the step, its artifact and an environment of the application. */
final class DeployFormat implements ActionFormat<Deploy> {
  private static final String[] KEYS = {"step", "artifact", "to"};

  private final Map<String, Environment> environments = new LinkedHashMap<>();

  DeployFormat(List<Environment> all) {
    for (Environment environment : all) {
      if (environments.put(environment.name(), environment) != null) {
        throw new IllegalArgumentException(
            "two environments are called '" + environment.name() + "'");
      }
    }
  }

  @Override
  public Class<Deploy> type() {
    return Deploy.class;
  }

  @Override
  public @Nullable Deploy read(ConfigValue value) {
    value.only(KEYS);
    ArtifactRef artifact =
        new ArtifactRef(value.get("step").text(), value.get("artifact").text());
    ConfigValue name = value.get("to");
    Environment environment = environments.get(name.text());
    if (environment == null) {
      name.problem(
          "the environment '" + name.text() + "', which the application does not have",
          "one of " + String.join(", ", environments.keySet())
              + Similar.hint(name.text(), environments.keySet()),
          "correct the name, or register the environment");
      return null;
    }
    return Deploy.of(artifact).to(environment);
  }

  @Override
  public Map<String, Object> schema() {
    return ActionFormat.schemaOf(KEYS);
  }

  @Override
  public Object write(Deploy deploy) {
    if (environments.get(deploy.environment().name()) != deploy.environment()) {
      throw new IllegalArgumentException(
          "it deploys to " + deploy.environment() + ", which is not registered");
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("step", deploy.artifact().step());
    out.put("artifact", deploy.artifact().name());
    out.put("to", deploy.environment().name());
    return out;
  }
}
