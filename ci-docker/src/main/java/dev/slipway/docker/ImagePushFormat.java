package dev.slipway.docker;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the push of an image stands in a file. */
record ImagePushFormat(@Nullable DockerRuntime runtime) implements ActionFormat<ImagePush> {
  private static final String[] KEYS = {"image", "to", "login"};

  @Override
  public Class<ImagePush> type() {
    return ImagePush.class;
  }

  @Override
  public ImagePush read(ConfigValue value) {
    value.only(KEYS);
    ImagePush push = ImagePush.of(value.get("image").image());
    push = runtime == null ? push : push.on(runtime);
    for (ConfigValue name : value.get("to").list()) {
      push = push.to(name.text());
    }
    if (value.find("login").isEmpty()) {
      return push;
    }
    ConfigValue login = value.get("login").only("user", "password");
    return push.login(login.get("user").text(), login.get("password").text());
  }

  @Override
  public Map<String, Object> schema() {
    return ActionFormat.schemaOf(KEYS);
  }

  @Override
  public Object write(ImagePush push) {
    if (!Objects.equals(push.runtime(), runtime)) {
      throw new IllegalArgumentException("it pushes from another runtime than the format");
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("image", push.image());
    out.put("to", push.names());
    if (push.login() != null) {
      out.put("login", ImageBuildFormat.written(push.login()));
    }
    return out;
  }
}
