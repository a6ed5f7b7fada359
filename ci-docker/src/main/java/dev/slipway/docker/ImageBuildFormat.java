package dev.slipway.docker;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import dev.slipway.model.Image;
import dev.slipway.model.PullPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How an image build stands in a file. */
record ImageBuildFormat(@Nullable DockerRuntime runtime) implements ActionFormat<ImageBuild> {
  private static final String[] KEYS = {
    "context",
    "dockerfile",
    "arg",
    "target",
    "label",
    "tag",
    "cacheFrom",
    "platform",
    "pull",
    "login"
  };

  @Override
  public Class<ImageBuild> type() {
    return ImageBuild.class;
  }

  @Override
  public ImageBuild read(ConfigValue value) {
    value.only(KEYS);
    ImageBuild plain = ImageBuild.of(value.get("context").text());
    Made made = new Made(runtime == null ? plain : plain.on(runtime));
    value.with("dockerfile", v -> made.build = made.build.dockerfile(v.text()));
    value.with("target", v -> made.build = made.build.target(v.text()));
    value.with("platform", v -> made.build = made.build.platform(v.text()));
    value.with("pull", v -> made.build = made.build.pull(v.choice(PullPolicy.class)));
    value.with("arg", v -> v.map().forEach((k, arg) -> made.build = made.build.arg(k, arg.text())));
    value.with(
        "label",
        v -> v.map().forEach((k, label) -> made.build = made.build.label(k, label.text())));
    value.with("tag", v -> v.list().forEach(tag -> made.build = made.build.tag(tag.text())));
    value.with(
        "cacheFrom",
        v -> v.list().forEach(image -> made.build = made.build.cacheFrom(image.text())));
    value.with(
        "login",
        v -> v.map().forEach((registry, login) -> {
          login.only("user", "password");
          made.build = made.build.login(
              registry, login.get("user").text(), login.get("password").text());
        }));
    return made.build;
  }

  /** The build so far. */
  private static final class Made {
    private ImageBuild build;

    Made(ImageBuild build) {
      this.build = build;
    }
  }

  @Override
  public Map<String, Object> schema() {
    return ActionFormat.schemaOf(KEYS);
  }

  @Override
  public Object write(ImageBuild build) {
    if (!Objects.equals(build.runtime(), runtime)) {
      throw new IllegalArgumentException("it builds on another runtime than the format");
    }
    BuildOptions options = build.options();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("context", options.context());
    if (!options.dockerfile().equals("Dockerfile")) {
      out.put("dockerfile", options.dockerfile());
    }
    put(out, "target", options.target());
    put(out, "platform", options.platform());
    if (options.pull() != PullPolicy.IF_MISSING) {
      out.put("pull", options.pull());
    }
    put(out, "arg", new TreeMap<>(options.arguments()));
    put(out, "label", new TreeMap<>(options.labels()));
    if (!options.tags().isEmpty()) {
      out.put("tag", options.tags());
    }
    if (!options.cacheFrom().isEmpty()) {
      out.put("cacheFrom", options.cacheFrom());
    }
    Map<String, Object> logins = new TreeMap<>();
    options.logins().forEach((registry, login) -> logins.put(registry, written(login)));
    put(out, "login", logins);
    return out;
  }

  static Map<String, Object> written(Image.Login login) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("user", login.user());
    out.put("password", login.password());
    return out;
  }

  private static void put(Map<String, Object> out, String key, String text) {
    if (!text.isEmpty()) {
      out.put(key, text);
    }
  }

  private static void put(Map<String, Object> out, String key, Map<String, ?> values) {
    if (!values.isEmpty()) {
      out.put(key, values);
    }
  }
}
