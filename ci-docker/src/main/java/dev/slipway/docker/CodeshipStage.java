package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import dev.slipway.config.codeship.CodeshipService;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.StepContext;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Interrupts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The containers of one command: that of its service, and those of the services it depends on, on a network of their own. For one thread. */
final class CodeshipStage implements AutoCloseable {
  private static final Duration HEALTH_LIMIT = Duration.ofMinutes(60);
  private static final Duration HEALTH_PAUSE = Duration.ofMillis(250);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(5);

  private final CodeshipSetup setup;
  private final CodeshipSite site;
  private final CodeshipImages images;
  private final StepContext context;
  private final Engine engine;
  private final CodeshipContainers containers;
  private final String network = "slipway-" + UUID.randomUUID();
  private final Map<String, String> dependencies = new LinkedHashMap<>();
  private final List<Bind> binds = new ArrayList<>();
  private final List<CodeshipOutput> outputs = new ArrayList<>();
  private @Nullable String main;

  CodeshipStage(
      CodeshipSetup setup, CodeshipSite site, StepContext context, CodeshipImages images) {
    this.setup = setup;
    this.site = site;
    this.images = images;
    this.context = context;
    this.engine = setup.docker().engine();
    this.containers = new CodeshipContainers(setup, site, context, images);
  }

  /** Mounts a directory of this machine into the container of the command. */
  void mount(Path directory, String target) {
    binds.add(new Bind(directory.toString(), new Volume(target)));
  }

  /**
   * Runs a command to its end.
   *
   * @return its exit code
   * @throws RuntimeUnavailableException if the engine does not do its part, or a dependency does not become healthy
   */
  int run(String name, List<String> command) throws InterruptedException {
    try {
      return runToEnd(name, command);
    } catch (SlipwayException e) {
      throw e;
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      throw Containers.unavailable(
          setup.service(name).place(), "its containers could not be run", engine, e);
    }
  }

  private int runToEnd(String name, List<String> command) throws InterruptedException {
    CodeshipService service = setup.service(name);
    String image = images.of(service);
    engine
        .calls()
        .createNetworkCmd()
        .withName(network)
        .withDriver("bridge")
        .withLabels(Labels.of(site.buildId(), setup.docker().tenant().owner()))
        .exec();
    Map<String, List<String>> aliases = aliases(name);
    for (String dependency : setup.project().dependencies(name)) {
      startDependency(dependency, aliases.getOrDefault(dependency, List.of()));
    }
    String id = containers.create(
        service,
        image,
        command,
        new CodeshipContainers.Place(
            network, aliases.getOrDefault(name, List.of(name)), binds, false, dependencies));
    main = id;
    OutputFrames frames = attach(id, new CodeshipOutput(context.log(), setup.redactor()));
    engine.calls().startContainerCmd(id).exec();
    // after the start: to wait for a container that has not begun is over at once
    ExitCode exit = engine.streams().waitContainerCmd(id).exec(new ExitCode());
    OptionalInt code = exit.await();
    frames.isOverWithin(OUTPUT_LIMIT);
    return code.orElseThrow(() -> new RuntimeUnavailableException(
        new Problem(
            service.place(),
            "the engine at " + engine.address() + " hung up before the command was over",
            "the exit code of the command",
            "look at the log of the engine, and run the step again"),
        null));
  }

  /** The names by which each service is reached: its own, and those that links of others give it. */
  private Map<String, List<String>> aliases(String name) {
    List<String> all = new ArrayList<>(setup.project().dependencies(name));
    all.add(name);
    Map<String, List<String>> aliases = new LinkedHashMap<>();
    all.forEach(one -> aliases.put(one, new ArrayList<>(List.of(one))));
    for (String one : all) {
      setup.service(one).aliases().forEach((alias, target) -> {
        List<String> names = aliases.get(target);
        if (names != null && !names.contains(alias)) {
          names.add(alias);
        }
      });
    }
    return aliases;
  }

  private void startDependency(String name, List<String> aliases) throws InterruptedException {
    CodeshipService service = setup.service(name);
    String id = containers.create(
        service,
        images.of(service),
        null,
        new CodeshipContainers.Place(network, aliases, List.of(), true, dependencies));
    dependencies.put(name, id);
    ServiceLog labelled = new ServiceLog(name, null);
    labelled.addReader(new CodeshipOutput(context.log(), setup.redactor()));
    attach(id, labelled);
    engine.calls().startContainerCmd(id).exec();
    awaitHealth(service, id, labelled);
  }

  private OutputFrames attach(String id, OutputSink sink) throws InterruptedException {
    if (sink instanceof CodeshipOutput output) {
      outputs.add(output);
    }
    OutputFrames frames = new OutputFrames(sink);
    engine
        .streams()
        .attachContainerCmd(id)
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(frames)
        .awaitStarted();
    return frames;
  }

  /** Only an image with a HEALTHCHECK is waited for. */
  private void awaitHealth(CodeshipService service, String id, ServiceLog log)
      throws InterruptedException {
    long deadline = setup.docker().time().nanos() + HEALTH_LIMIT.toNanos();
    for (; ; ) {
      InspectContainerResponse.ContainerState state =
          engine.calls().inspectContainerCmd(id).exec().getState();
      String health = state.getHealth() == null ? "none" : state.getHealth().getStatus();
      if (!"starting".equals(health) && !"unhealthy".equals(health)) {
        return;
      }
      boolean ended = !Boolean.TRUE.equals(state.getRunning());
      boolean late = setup.docker().time().nanos() - deadline > 0;
      if (ended || late || "unhealthy".equals(health)) {
        String lines = log.lastLines();
        throw new RuntimeUnavailableException(
            new Problem(
                service.place(),
                "service '" + service.name() + "' "
                    + (ended
                        ? "ended before it was healthy"
                        : late ? "is still starting" : "is unhealthy")
                    + (lines.isEmpty() ? "" : "; its last lines:\n" + lines + "\n"),
                "that the HEALTHCHECK of its image passes",
                "look at its last lines and at the check"),
            null);
      }
      setup.docker().time().sleep(HEALTH_PAUSE);
    }
  }

  /** Ends the containers: the command at once, services after they were asked to stop. */
  @Override
  public void close() {
    try {
      Interrupts.defer(this::stop);
    } finally {
      outputs.forEach(CodeshipOutput::finish);
      List<String> all = new ArrayList<>(dependencies.values());
      if (main != null) {
        all.add(main);
      }
      setup.docker().cleaner().later(site.buildId(), "containers of a step", () -> {
        all.forEach(id -> Containers.remove(engine, id));
        removeNetwork();
      });
    }
  }

  private void removeNetwork() {
    try {
      engine.calls().removeNetworkCmd(network).exec();
    } catch (NotFoundException gone) {
      return;
    }
  }

  private void stop() throws InterruptedException {
    if (main != null) {
      Containers.signal(engine, main, "KILL");
    }
    dependencies.values().forEach(id -> Containers.signal(engine, id, "TERM"));
    long deadline = setup.docker().time().nanos() + STOP_LIMIT.toNanos();
    for (String id : dependencies.values()) {
      ExitCode over = engine.streams().waitContainerCmd(id).exec(new ExitCode());
      over.isOverWithin(
          Duration.ofNanos(Math.max(0, deadline - setup.docker().time().nanos())));
    }
  }
}
