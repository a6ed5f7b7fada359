package dev.slipway.config;

import dev.slipway.model.ArtifactRef;
import dev.slipway.model.BuildEvent;
import dev.slipway.model.Cache;
import dev.slipway.model.Condition;
import dev.slipway.model.Conditions;
import dev.slipway.model.ContainerOptions;
import dev.slipway.model.GroupBuilder;
import dev.slipway.model.Image;
import dev.slipway.model.Matrix;
import dev.slipway.model.Network;
import dev.slipway.model.Outcome;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.model.PullPolicy;
import dev.slipway.model.Readiness;
import dev.slipway.model.Retry;
import dev.slipway.model.Service;
import dev.slipway.model.Size;
import dev.slipway.model.StepBuilder;
import dev.slipway.model.StepRef;
import dev.slipway.smoke.SmokeTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes pipelines at random: everything that a file can say, in odd words. */
final class Pipelines {
  private static final List<String> TEXTS = List.of(
      "",
      " ",
      "a",
      "no",
      "true",
      "3.10",
      "0x10",
      "null",
      "~",
      "-",
      "- a",
      "a: b",
      "a:",
      ": ",
      "#",
      "a # b",
      "'",
      "\"",
      "a\nb",
      "a\n",
      "\n",
      "\na",
      "a\n\n",
      "  a\n b\n",
      "\ta",
      "a\tb\n\tc\n",
      "a\r\nb",
      "é ü 漢字",
      "\uD83D\uDE00",
      "\uD800",
      "\u0000",
      "\u0007",
      "\u0085",
      "\u2028x\ny",
      "\ufeff",
      "{a}",
      "[a",
      "{{.Branch}}",
      "*a",
      "&a",
      "!a",
      "%a",
      "@a",
      "`a`",
      "|",
      ">",
      "<<",
      "=",
      "a\\b",
      "\\",
      "2001-01-01",
      "1:30",
      "1_000",
      ".inf",
      "y",
      "# only a remark\nx",
      "a ",
      " a",
      "echo \"one\"\n\necho 'two'\n",
      "---",
      "...",
      "--- a\nb",
      "? a",
      "key: |\n  x\n",
      "x".repeat(2_000),
      "$HOME/a",
      "a,b",
      "on",
      "${matrix.a",
      "\u00a0",
      "\u007f",
      "a\u2029b\n");

  private final Random random;
  private final List<String> steps = new ArrayList<>();
  private final List<ArtifactRef> artifacts = new ArrayList<>();
  private final List<StepRef<?>> outputs = new ArrayList<>();
  private List<Parameter<?>> parameters = new ArrayList<>();
  private int count;

  Pipelines(long seed) {
    random = new Random(seed);
  }

  Pipeline pipeline() {
    return pipeline(2);
  }

  private Pipeline pipeline(int depth) {
    List<Parameter<?>> before = parameters;
    parameters = new ArrayList<>();
    Pipeline made = Pipeline.named(name(), p -> {
      while (some(3)) {
        parameters.add(parameter(p));
      }
      while (some(3)) {
        p.env(variable(), text());
      }
      if (some(3)) {
        p.timeLimit(duration());
      }
      group(p, depth);
    });
    parameters = before;
    return made;
  }

  private Parameter<?> parameter(PipelineBuilder p) {
    String name = name();
    return switch (random.nextInt(8)) {
      case 0 -> p.parameter(name, String.class);
      case 1 -> p.parameter(name, text());
      case 2 -> p.parameter(name, random.nextInt());
      case 3 -> p.parameter(name, random.nextLong());
      case 4 -> p.parameter(name, random.nextGaussian());
      case 5 -> p.parameter(name, random.nextBoolean());
      default -> p.parameter(name, Double.class);
    };
  }

  private void group(GroupBuilder g, int depth) {
    if (some(3)) {
      g.when(condition(2));
    }
    if (some(3)) {
      g.failFast();
    }
    if (some(3)) {
      g.atMost(1 + random.nextInt(9));
    }
    while (some(4)) {
      g.service("g" + count++, service(Set.of(), false));
    }
    do {
      entry(g, depth);
    } while (some(2));
  }

  private void entry(GroupBuilder g, int depth) {
    int kind = random.nextInt(depth > 0 ? 9 : 4);
    String name = name();
    if (kind < 3) {
      List<ArtifactRef> own = new ArrayList<>();
      g.step(name, s -> step(s, name, own, true));
      steps.add(name);
      artifacts.addAll(own);
    } else if (kind == 3) {
      List<String> sections = new ArrayList<>();
      while (some(2)) {
        sections.add(text());
      }
      outputs.add(g.run(
          name, new ReleaseNotes(text(), sections), s -> step(s, name, new ArrayList<>(), false)));
      steps.add(name);
    } else if (kind < 6) {
      g.parallel(name, inner -> group(inner, depth - 1));
    } else if (kind < 7) {
      g.serial(name, inner -> group(inner, depth - 1));
    } else if (kind < 8) {
      Matrix matrix = Matrix.axis("a", "1", "x y").and("b", "3.10", "no").atMost(random.nextInt(3));
      g.matrix(
          name,
          some(2) ? matrix.stopAtFirstFailure() : matrix,
          (cell, s) -> step(s, name, new ArrayList<>(), true));
    } else {
      List<String> outer = new ArrayList<>(steps);
      List<ArtifactRef> outerArtifacts = new ArrayList<>(artifacts);
      List<StepRef<?>> outerOutputs = new ArrayList<>(outputs);
      steps.clear();
      artifacts.clear();
      outputs.clear();
      Pipeline inner = pipeline(depth - 1);
      List<String> names =
          inner.steps().stream().map(step -> inner.name() + "/" + step.name()).toList();
      replace(steps, outer);
      replace(artifacts, outerArtifacts);
      replace(outputs, outerOutputs);
      g.include(inner);
      steps.addAll(names);
    }
  }

  private static <T> void replace(List<T> list, List<T> by) {
    list.clear();
    list.addAll(by);
  }

  private void step(StepBuilder s, String name, List<ArtifactRef> own, boolean commands) {
    if (commands) {
      do {
        command(s);
      } while (some(3));
    }
    boolean image = some(2);
    if (some(6) && !outputs.isEmpty()) {
      s.input(one(outputs));
    }
    if (image) {
      s.image(image());
      container(s);
    }
    surroundings(s);
    flow(s);
    if (some(4)) {
      s.produces("out", "out/" + count);
      own.add(new ArtifactRef(name, "out"));
    }
    if (some(4) && !artifacts.isEmpty()) {
      s.consumes(one(artifacts)).consumes(one(artifacts));
    }
    if (some(5)) {
      s.cache(Cache.of("b" + name, "dir").keyedBy("**/pom.xml", "*.lock"))
          .cache(Cache.of("a", "other").keyedBy("x"));
    }
    if (some(5) && commands) {
      s.inputs("src/**", "a b");
    }
  }

  private void command(StepBuilder s) {
    String text = text();
    if (random.nextBoolean()) {
      s.sh("x" + text);
    } else if (some(4)) {
      s.exec("/bin/sh", "-ec", text);
    } else {
      s.exec("x", text, text());
    }
  }

  private void container(StepBuilder s) {
    if (some(2)) {
      s.container(this::options);
    } else {
      while (some(2)) {
        s.service("s" + count++, service(Set.of(), true));
      }
      if (some(3)) {
        int pair = count++;
        s.service("s1-" + pair, service(Set.of(), true));
        s.service("s2-" + pair, service(Set.of("s1-" + pair), true));
      }
    }
  }

  private ContainerOptions options(ContainerOptions c) {
    ContainerOptions all = c;
    all = some(2) ? all.cpus(0.1 + random.nextDouble()) : all;
    all = some(2) ? all.memory(size()) : all;
    all = some(2) ? all.processes(1 + random.nextInt(99)) : all;
    all = some(2) ? all.sharedMemory(size()) : all;
    all = some(2) ? all.disk(size()) : all;
    all = some(2) ? all.network(some(2) ? Network.SERVICES_ONLY : Network.OPEN) : all;
    all = some(2) ? all.user("u" + text()) : all;
    all = some(2) ? all.withReadOnlyRoot() : all;
    all = some(2) ? all.host("h" + count++, "192.0.2." + count).host("i", "::1") : all;
    all = some(2) ? all.privileged() : all;
    all = some(2) ? all.capability("SYS_PTRACE").capability("NET_ADMIN") : all;
    all = some(2) ? all.engineAccess() : all;
    all = some(2) ? all.keepAfterFailure(duration()) : all;
    all = some(2) ? all.hostname("h" + count++) : all;
    all = some(2) ? all.mount(".", "/all").mountReadOnly("a/b", "/b" + text()) : all;
    all = some(2) ? all.volume("v" + count++, "/v").volume("w", "/w" + text()) : all;
    return all;
  }

  private void surroundings(StepBuilder s) {
    while (some(3)) {
      s.env(variable(), text());
    }
    while (some(4)) {
      String secret = variable();
      if (some(2)) {
        s.secret(secret);
      } else {
        s.secret("V" + count++, secret);
      }
    }
    if (some(4)) {
      s.directory("d" + text().replace("/", "").replace("..", ""));
    }
  }

  private void flow(StepBuilder s) {
    if (some(4)) {
      s.when(condition(3));
    }
    if (some(5)) {
      s.when(condition(0)).when(condition(0));
    }
    if (some(4) && !steps.isEmpty()) {
      s.needs(one(steps)).needs(one(steps));
    }
    switch (random.nextInt(8)) {
      case 0 -> s.always();
      case 1 -> s.onFailure();
      case 2 -> s.mayFail();
      default -> {}
    }
    while (some(4)) {
      s.lock("l" + text());
    }
    while (some(4)) {
      int atMost = 1 + random.nextInt(5);
      s.limit("l" + atMost, atMost);
    }
    if (some(3)) {
      s.retry(retry());
    }
    if (some(4)) {
      s.timeLimit(duration()).attemptLimit(duration());
    }
    if (some(4)) {
      s.silenceLimit(duration());
    }
  }

  private Retry retry() {
    Retry retry = Retry.attempts(1 + random.nextInt(4));
    retry = some(3) ? retry.delay(duration()) : retry;
    retry = some(3) ? retry.backoff(Duration.ZERO, duration()) : retry;
    retry = some(3) ? retry.jitter(random.nextDouble()) : retry;
    retry = some(3) ? retry.on(Outcome.ERRORED) : retry;
    return some(5)
        ? new Retry(2, Duration.ofSeconds(1), Duration.ofSeconds(1), 0, Set.of())
        : retry;
  }

  private Image image() {
    Image image = Image.of(one(
        List.of("postgres:16", "a", "registry.example:5000/b/c", "x@sha256:" + "0".repeat(64))));
    image = some(3) ? image.pull(one(List.of(PullPolicy.values()))) : image;
    image = some(4) ? image.platform("linux/arm64") : image;
    return some(4) ? image.login("u" + text(), "S" + text()) : image;
  }

  private Service service(Set<String> after, boolean ownContainer) {
    Service service = Service.image(image());
    for (String other : after) {
      service = service.after(other);
    }
    while (some(3)) {
      service = service.env(variable(), text());
    }
    service = some(3) ? service.command("x", text()) : service;
    service = some(3) ? service.alias("a" + count++).alias("other") : service;
    service = some(3) ? service.volume("v" + text(), "/p" + text()).volume("w", "/q") : service;
    service = some(2) ? service.readyWhen(readiness()) : service;
    service = some(4) ? service.within(duration()) : service;
    return some(4) && ownContainer
        ? service.container(c -> options(c).entryPoint("a", text() + "b").directory("/d" + text()))
        : service;
  }

  private Readiness readiness() {
    return switch (random.nextInt(7)) {
      case 0 -> Readiness.tcp(1 + random.nextInt(65_535));
      case 1 -> Readiness.http(80, "/" + text());
      case 2 -> Readiness.logLine("ready (to|for) .*");
      case 3 -> Readiness.command("x", text());
      case 4 -> Readiness.healthy();
      case 5 -> Readiness.healthyIfChecked();
      case 6 ->
        Readiness.passes(
            8080, SmokeTest.named("smoke " + text(), t -> t.get("/", r -> r.status(200))));
      default -> Readiness.started();
    };
  }

  private Condition condition(int depth) {
    int kind = random.nextInt(depth > 0 ? 14 : 11);
    return switch (kind) {
      case 0 -> Conditions.branch("b" + plain());
      case 1 -> Conditions.tag("v*");
      case 2 -> Conditions.changed("a", "b/**");
      case 3 -> Conditions.event(one(List.of(BuildEvent.values())));
      case 4 -> Conditions.variable(text());
      case 5 -> Conditions.variable(text(), text());
      case 6 -> Conditions.trusted();
      case 7 -> parameterCondition();
      case 8 -> Condition.always();
      case 9 -> Conditions.ref("^(main|b" + plain() + ")");
      case 10 -> Conditions.message("\\\\[skip ci\\\\]");
      case 11 -> condition(depth - 1).not();
      case 12 -> Conditions.allOf(condition(depth - 1), condition(depth - 1));
      default ->
        some(3) ? Conditions.anyOf(condition(depth - 1)) : condition(depth - 1).or(condition(0));
    };
  }

  private Condition parameterCondition() {
    return parameters.isEmpty() ? Conditions.variable("X") : asked(one(parameters));
  }

  @SuppressWarnings("unchecked")
  private Condition asked(Parameter<?> parameter) {
    if (parameter.type() == String.class) {
      return Conditions.parameter((Parameter<String>) parameter, text());
    } else if (parameter.type() == Double.class) {
      return Conditions.parameter((Parameter<Double>) parameter, random.nextDouble());
    }
    return Conditions.parameter((Parameter<Object>) parameter, (Object) parameter.defaultValue());
  }

  private Duration duration() {
    return switch (random.nextInt(4)) {
      case 0 -> Duration.ofSeconds(1 + random.nextInt(100_000));
      case 1 -> Duration.ofMillis(1 + random.nextInt(10_000));
      case 2 -> Duration.ofNanos(1 + random.nextInt(1_000_000));
      default -> Duration.ofHours(1 + random.nextInt(100));
    };
  }

  private Size size() {
    return some(2)
        ? Size.mebibytes(6 + random.nextInt(9_000))
        : new Size(10_000_000L + random.nextInt(1_000_000_000));
  }

  private String text() {
    return one(TEXTS) + (some(3) ? one(TEXTS) : "");
  }

  /** A text without characters that patterns give a meaning to, and not so long that a pattern would be too large. */
  private String plain() {
    String text = text().replaceAll("[\\[\\]{}\\\\]", "");
    return text.substring(0, Math.min(200, text.length()));
  }

  private String variable() {
    return "V" + count++ + text().replace("=", "").replace("\u0000", "");
  }

  private String name() {
    String text = text().replaceAll("[/\\p{Cntrl}\u0085\u2028\u2029]", "").strip();
    return "n" + count++ + text.substring(0, Math.min(40, text.length()));
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean some(int outOf) {
    return random.nextInt(outOf) == 0;
  }
}
