package dev.slipway.deploy.heroku;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What is asked of the Platform API of Heroku, version 3, about one app (<a href="https://devcenter.heroku.com/articles/platform-api-reference">reference</a>). Thread-safe. */
final class HerokuApi {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String VERSION = "application/vnd.heroku+json; version=3";

  /** With it the API knows images in formations; it is in no published schema. */
  private static final String DOCKER_VERSION = VERSION + ".docker-releases";

  /** How much is told of an answer that is not the API's own, such as a page of a proxy. */
  private static final int MOST = 200;

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final OkHttpClient client =
      new OkHttpClient.Builder().callTimeout(LIMIT).followRedirects(false).build();
  private final URI address;
  private final String app;
  private final Secret token;

  HerokuApi(URI address, String app, Secret token) {
    this.address = address;
    this.app = app;
    this.token = token;
  }

  /**
   * A release as Heroku counts them: each change of image or configuration is one.
   *
   * @param status {@code pending}, {@code succeeded} or {@code failed}
   * @param current whether it is the one that the app has
   */
  record Version(String id, int version, String status, boolean current) {}

  /**
   * The processes of one type.
   *
   * @param image the id of their image; empty if they have none
   */
  record Formation(String type, int quantity, String image) {}

  /** Returns where the app answers. */
  URI webAddress() throws InterruptedException {
    return URI.create(text(map(call("GET", "", VERSION, null)), "web_url"));
  }

  /** Returns the configuration of the app. */
  Map<String, String> variables() throws InterruptedException {
    return strings(call("GET", "/config-vars", VERSION, null));
  }

  /** Returns the configuration that the app had with a release. */
  Map<String, String> variables(Version version) throws InterruptedException {
    return strings(call("GET", "/releases/" + version.id() + "/config-vars", VERSION, null));
  }

  /** Changes the configuration; null takes a variable away. */
  void configure(Map<String, @Nullable String> changes) throws InterruptedException {
    call("PATCH", "/config-vars", VERSION, changes);
  }

  /** Returns the newest releases, the newest first. */
  List<Version> versions(int most) throws InterruptedException {
    List<Version> versions = new ArrayList<>();
    for (Object each : list(call("GET", "/releases", VERSION, null, most))) {
      Map<?, ?> release = map(each);
      versions.add(new Version(
          text(release, "id"),
          Integer.parseInt(text(release, "version")),
          text(release, "status"),
          Boolean.TRUE.equals(release.get("current"))));
    }
    return versions;
  }

  /** Makes image and configuration those of a release; that is one more release. */
  void returnTo(Version version) throws InterruptedException {
    call("POST", "/releases", VERSION, Map.of("release", version.id()));
  }

  Map<String, Formation> formation() throws InterruptedException {
    Map<String, Formation> formation = new TreeMap<>();
    for (Object each : list(call("GET", "/formation", DOCKER_VERSION, null))) {
      Map<?, ?> one = map(each);
      String image = one.get("docker_image") instanceof Map<?, ?> known ? text(known, "id") : "";
      String type = text(one, "type");
      formation.put(type, new Formation(type, Integer.parseInt(text(one, "quantity")), image));
    }
    return formation;
  }

  /** Gives processes an image. */
  void release(List<String> types, String image) throws InterruptedException {
    update(types, "docker_image", image, DOCKER_VERSION);
  }

  /** Sets how many processes of each type run. */
  void scale(List<String> types, int quantity) throws InterruptedException {
    update(types, "quantity", quantity, VERSION);
  }

  private void update(List<String> types, String what, Object value, String version)
      throws InterruptedException {
    List<Map<String, Object>> updates = new ArrayList<>();
    for (String type : types) {
      Map<String, Object> update = new LinkedHashMap<>();
      update.put("type", type);
      update.put(what, value);
      updates.add(update);
    }
    call("PATCH", "/formation", version, Map.of("updates", updates));
  }

  private Object call(String method, String path, String version, @Nullable Object body)
      throws InterruptedException {
    return call(method, path, version, body, 0);
  }

  private Object call(String method, String path, String version, @Nullable Object body, int newest)
      throws InterruptedException {
    Request.Builder request = new Request.Builder()
        .url(address + "/apps/" + app + path)
        .header("Accept", version)
        .header("Authorization", "Bearer " + token.reveal())
        .method(method, body == null ? null : RequestBody.create(Json.write(body), JSON));
    if (newest > 0) {
      request.header("Range", "version ..; order=desc, max=" + newest);
    }
    try (Response response = client.newCall(request.build()).execute()) {
      String answer = response.body().string();
      if (!response.isSuccessful()) {
        throw refused(method + " " + path, response.code(), answer);
      }
      return answered(method + " " + path, answer);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while Heroku was asked");
      }
      throw new TargetException(
          new Problem(
              this + ", " + method + " " + path,
              "it cannot be asked: " + e,
              "an answer of the Platform API within " + LIMIT,
              "look at the connection and at the status page of Heroku, and try again"),
          e);
    }
  }

  private TargetException refused(String call, int status, String answer) {
    String message = "";
    try {
      message = Json.read(answer) instanceof Map<?, ?> error ? ": " + error.get("message") : "";
    } catch (JsonException notTold) {
      String text = answer.strip();
      message = ": " + text.substring(0, Math.min(MOST, text.length()));
    }
    return new TargetException(new Problem(
        this + ", " + call,
        "it answers with status " + status + message,
        "an app that the token may change",
        "compare the name of the app, and see what the token may do"));
  }

  private Object answered(String call, String answer) {
    try {
      Object value = Json.read(answer);
      if (value != null) {
        return value;
      }
    } catch (JsonException e) {
      throw unexpected(call, e);
    }
    throw unexpected(call, null);
  }

  private TargetException unexpected(String what, @Nullable Exception cause) {
    return new TargetException(
        new Problem(
            this + ", " + what,
            "an answer that is not what it should be",
            "what the Platform API answers in version 3",
            "look whether a proxy answers in its place"),
        cause);
  }

  private Map<String, String> strings(Object value) {
    Map<String, String> strings = new TreeMap<>();
    map(value).forEach((name, each) -> strings.put(String.valueOf(name), String.valueOf(each)));
    return strings;
  }

  private Map<?, ?> map(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw unexpected("an answer", null);
  }

  private List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw unexpected("an answer", null);
  }

  private String text(Map<?, ?> map, String key) {
    Object value = map.get(key);
    if (value == null) {
      throw unexpected("an answer without '" + key + "'", null);
    }
    return value.toString();
  }

  @Override
  public String toString() {
    return "Heroku app '" + app + "'";
  }
}
