package dev.slipway.deploy.heroku;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.fixture.TestRegistry;
import dev.slipway.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fake of Heroku's Platform API for one app, and of that app, which answers with its variable {@code GREETING}. What it is sent and what it answers is held to the schema that
 * Heroku publishes (the file {@code schema.json}: types, patterns and members of what is used here, taken from {@code v5/schema.json} of heroku-go); images have to be in the registry, which is a
 * real one.
 */
final class FakeHeroku implements AutoCloseable {
  static final String APP = "shop";

  private final Map<String, Object> schemas;
  private final HttpClient client = HttpClient.newHttpClient();
  private final TestRegistry registry;
  private final HttpServer api;
  private final HttpServer web;
  private final List<Version> versions = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private int quantity;

  /** How often a new version is seen as pending. */
  int pendings = 1;

  /** What the next versions with another image come to: succeeded or failed. */
  String outcome = "succeeded";

  /** The call that is refused, such as {@code PATCH /formation}. */
  String refused = "";

  /** The call after which somebody else takes over, once; empty if nobody does. */
  String overtaken = "";

  private static final class Version {
    final String id = UUID.randomUUID().toString();
    final int number;
    final Map<String, String> variables;
    final String image;
    String status = "pending";
    String outcome = "succeeded";
    int asked;

    Version(int number, Map<String, String> variables, String image) {
      this.number = number;
      this.variables = new TreeMap<>(variables);
      this.image = image;
    }
  }

  @SuppressWarnings("unchecked")
  FakeHeroku(TestRegistry registry) throws IOException {
    this.registry = registry;
    try (InputStream schema =
        Objects.requireNonNull(FakeHeroku.class.getResourceAsStream("schema.json"))) {
      schemas = (Map<String, Object>) Json.read(new String(schema.readAllBytes(), UTF_8));
    }
    Version first = new Version(1, Map.of("DATABASE_URL", "postgres://addon"), "");
    first.status = "succeeded";
    versions.add(first);
    api = server(this::answer);
    web = server(this::page);
  }

  private interface Page {
    void show(HttpExchange exchange) throws IOException;
  }

  private static HttpServer server(Page page) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", page::show);
    server.start();
    return server;
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + api.getAddress().getPort());
  }

  /** Returns all calls that change something. */
  synchronized List<String> changes() {
    return calls.stream().filter(call -> !call.startsWith("GET")).toList();
  }

  /** Lets the app run an image that somebody has released otherwise. */
  synchronized void released(String greeting, String image) {
    Map<String, String> variables = new TreeMap<>(last().variables);
    variables.put("GREETING", greeting);
    add(variables, image);
    last().status = "succeeded";
    quantity = 2;
  }

  /** Changes a variable as somebody else does; null takes it away. */
  synchronized void set(String name, @Nullable String value) throws Refusal {
    Map<String, @Nullable String> change = new TreeMap<>();
    change.put(name, value);
    configure(change);
  }

  /** Returns the configuration of the app as it is. */
  synchronized Map<String, String> variables() {
    return Map.copyOf(last().variables);
  }

  private Version last() {
    return versions.get(versions.size() - 1);
  }

  /** Heroku leaves what a failed release was to replace. */
  private Version current() {
    Version current = versions.get(0);
    for (Version version : versions) {
      current = version.status.equals("succeeded") ? version : current;
    }
    return current;
  }

  private synchronized void page(HttpExchange exchange) throws IOException {
    Version current = current();
    boolean up = quantity > 0 && !current.image.isEmpty();
    boolean bad = "yes".equals(current.variables.get("BAD"));
    reply(
        exchange,
        up && !bad ? 200 : 503,
        up ? current.variables.getOrDefault("GREETING", "") : "no web processes");
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("^/apps/" + APP, "");
    String call = exchange.getRequestMethod() + " " + path;
    calls.add(call);
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    try {
      String answer = Json.write(answer(exchange, call, body));
      if (call.equals(overtaken)) {
        overtaken = "";
        set("SLIPWAY_TOKEN", "99");
      }
      reply(exchange, 200, answer);
    } catch (Refusal e) {
      reply(
          exchange, e.status, Json.write(Map.of("id", "refused", "message", "" + e.getMessage())));
    } catch (RuntimeException e) {
      reply(exchange, 500, Json.write(Map.of("id", "broken", "message", e.toString())));
    }
  }

  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private Object answer(HttpExchange exchange, String call, String body)
      throws Refusal, IOException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    boolean docker = "application/vnd.heroku+json; version=3.docker-releases".equals(accept);
    if (!docker && !"application/vnd.heroku+json; version=3".equals(accept)) {
      throw new Refusal(406, "not version 3 but " + accept);
    }
    if (!("Bearer " + TestRegistry.PASSWORD)
        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      throw new Refusal(401, "Invalid credentials provided.");
    }
    if (exchange.getRequestURI().getPath().startsWith("/apps/" + APP) && call.equals(refused)) {
      throw new Refusal(422, "not today");
    }
    if (call.matches("GET /releases/.*/config-vars")) {
      return checked("config-vars", version(call.split("/")[2]).variables);
    }
    return switch (call) {
      case "GET " ->
        checked(
            "app",
            Map.of(
                "name", APP, "web_url", "http://127.0.0.1:" + web.getAddress().getPort() + "/"));
      case "GET /config-vars" -> checked("config-vars", last().variables);
      case "GET /releases" -> releases(exchange.getRequestHeaders().getFirst("Range"));
      case "GET /formation" -> formation(docker);
      case "PATCH /config-vars" -> configure(sent(call, body));
      case "PATCH /formation" -> form(docker, body, call);
      case "POST /releases" -> goBack(sent(call, body));
      default -> throw new Refusal(404, "Couldn't find that app.");
    };
  }

  private Map<?, ?> sent(String schema, String body) throws Refusal {
    check(schema, body, 422);
    return (Map<?, ?>) Objects.requireNonNull(Json.read(body));
  }

  private Object checked(String schema, Object answer) throws Refusal {
    check(schema, Json.write(answer), 500);
    return answer;
  }

  private void check(String name, String text, int status) throws Refusal {
    Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
        .getSchema(Json.write(schemas.get(name)));
    List<String> errors = schema.validate(text, InputFormat.JSON).stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .toList();
    if (!errors.isEmpty()) {
      throw new Refusal(status, name + ": " + errors);
    }
  }

  private Version version(String id) throws Refusal {
    return versions.stream()
        .filter(version -> version.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new Refusal(404, "Couldn't find that release."));
  }

  private List<Object> releases(String range) throws Refusal {
    var wanted = java.util.regex.Pattern.compile("version \\.\\.; order=desc, max=(\\d+)")
        .matcher(String.valueOf(range));
    if (!wanted.matches()) {
      throw new Refusal(416, "a range of " + range);
    }
    List<Object> releases = new ArrayList<>();
    for (int i = versions.size() - 1;
        i >= 0 && releases.size() < Integer.parseInt(wanted.group(1));
        i--) {
      Version version = versions.get(i);
      if (version.status.equals("pending") && version.asked++ >= pendings) {
        version.status = version.outcome;
      }
      Map<String, Object> release = new LinkedHashMap<>();
      release.put("id", version.id);
      release.put("version", version.number);
      release.put("status", version.status);
      release.put("current", version == current());
      release.put("created_at", "2026-11-27T00:00:00Z");
      release.put("description", "v" + version.number);
      releases.add(checked("release", release));
    }
    return releases;
  }

  private List<Object> formation(boolean docker) throws Refusal {
    if (current().image.isEmpty()) {
      return List.of();
    }
    Map<String, Object> process = new LinkedHashMap<>();
    process.put("id", versions.get(0).id);
    process.put("type", "web");
    process.put("quantity", quantity);
    process.put("size", "standard-1X");
    checked("formation", process);
    if (docker) { // in no published schema
      process.put("docker_image", Map.of("id", current().image));
    }
    return List.of(process);
  }

  private Object configure(Map<?, ?> changes) throws Refusal {
    Map<String, String> variables = new TreeMap<>(last().variables);
    changes.forEach((name, value) -> {
      if (value == null) {
        variables.remove(String.valueOf(name));
      } else {
        variables.put(String.valueOf(name), String.valueOf(value));
      }
    });
    add(variables, current().image);
    last().status = "succeeded"; // nothing is to be done for it
    return checked("config-vars", variables);
  }

  private void add(Map<String, String> variables, String image) {
    versions.add(new Version(versions.size() + 1, variables, image));
  }

  private Object form(boolean docker, String body, String call) throws Refusal, IOException {
    Map<?, ?> sent = (Map<?, ?>) Objects.requireNonNull(Json.read(body));
    List<Map<String, Object>> known = new ArrayList<>();
    String image = null;
    for (Object each : (List<?>) Objects.requireNonNull(sent.get("updates"))) {
      Map<String, Object> update = new LinkedHashMap<>();
      ((Map<?, ?>) each).forEach((name, value) -> update.put(String.valueOf(name), value));
      if (docker) { // in no published schema
        image = (String) update.remove("docker_image");
      }
      known.add(update);
      if (update.get("quantity") instanceof Number number) {
        quantity = number.intValue();
      }
    }
    check(call, Json.write(Map.of("updates", known)), 422);
    if (image != null) {
      requirePushed(image);
      quantity = current().image.isEmpty() ? 1 : quantity;
      add(last().variables, image);
      last().outcome = outcome;
    }
    return formation(docker);
  }

  private Object goBack(Map<?, ?> sent) throws Refusal {
    Version version = version(String.valueOf(sent.get("release")));
    if (version.image.isEmpty()) {
      throw new Refusal(422, "Cannot roll back to a release without a slug or an image.");
    }
    add(version.variables, version.image);
    return checked("release", Map.of("id", last().id, "version", last().number));
  }

  /** Heroku knows the images that were pushed for the app, by the digest of their configuration. */
  private void requirePushed(String image) throws Refusal, IOException {
    String login =
        Base64.getEncoder().encodeToString(("_:" + TestRegistry.PASSWORD).getBytes(UTF_8));
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://" + registry.name("v2/") + APP + "/web/manifests/latest"))
        .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
        .header("Authorization", "Basic " + login)
        .build();
    try {
      HttpResponse<String> manifest = client.send(request, BodyHandlers.ofString());
      if (!manifest.body().contains(image)) {
        throw new Refusal(422, "image " + image + " was not pushed: " + manifest.body());
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    api.stop(0);
    web.stop(0);
  }
}
