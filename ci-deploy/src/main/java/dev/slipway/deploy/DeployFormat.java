package dev.slipway.deploy;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.ArtifactRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a deployment stands in a file: an artifact by its name and that of its step, an image, or an environment to promote from; and the name of an environment of the application. */
final class DeployFormat implements ActionFormat<Deploy> {
  private static final String[] KEYS = {"step", "artifact", "image", "promote", "to"};

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
    Content content = content(value);
    Environment to = environment(value.get("to"));
    return content == null || to == null ? null : new Deploy(content, to);
  }

  private @Nullable Content content(ConfigValue value) {
    List<String> kinds = Stream.of("artifact", "image", "promote")
        .filter(key -> value.find(key).isPresent())
        .toList();
    if (kinds.size() > 1) {
      value.problem(
          String.join(" and ", kinds) + " at once",
          "one of artifact, image and promote",
          "leave out what is not deployed");
      return null;
    }
    if (kinds.contains("image")) {
      return new Content.OfImage(value.get("image").image());
    }
    if (kinds.contains("promote")) {
      Environment from = environment(value.get("promote"));
      return from == null ? null : new Content.Served(from);
    }
    return new Content.Files(
        new ArtifactRef(value.get("step").text(), value.get("artifact").text()));
  }

  private @Nullable Environment environment(ConfigValue name) {
    Environment environment = environments.get(name.text());
    if (environment == null) {
      name.problem(
          "the environment '" + name.text() + "', which the application does not have",
          "one of " + String.join(", ", environments.keySet())
              + Similar.hint(name.text(), environments.keySet()),
          "correct the name, or register the environment");
    }
    return environment;
  }

  @Override
  public Map<String, Object> schema() {
    return ActionFormat.schemaOf(KEYS);
  }

  @Override
  public Object write(Deploy deploy) {
    Map<String, Object> out = new LinkedHashMap<>();
    Content content = deploy.content();
    if (content instanceof Content.Files files) {
      out.put("step", files.ref().step());
      out.put("artifact", files.ref().name());
    } else if (content instanceof Content.OfImage image) {
      out.put("image", image.image());
    } else if (content instanceof Content.Served served) {
      out.put("promote", registered(served.by()));
    }
    out.put("to", registered(deploy.environment()));
    return out;
  }

  private String registered(Environment environment) {
    if (environments.get(environment.name()) != environment) {
      throw new IllegalArgumentException("it names " + environment + ", which is not registered");
    }
    return environment.name();
  }
}
