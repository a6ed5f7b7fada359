package dev.slipway.deploy.docker;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.DockerHost;
import dev.slipway.docker.Hosted;
import dev.slipway.docker.HostedContainer;
import dev.slipway.docker.HostedFile;
import dev.slipway.model.Artifact;
import dev.slipway.model.Image;
import dev.slipway.time.Interrupts;
import dev.slipway.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The containers of each release. For one thread at a time. */
final class Crews {
  private static final String RELEASE = "dev.slipway.release";
  private static final String JSON = "dev.slipway.release.json";
  private static final String SECRETS = "/run/secrets/";
  private static final String REHEARSAL = "rehearsal";
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int TAIL = 20;

  private final DockerTargetBuilder description;
  private final DockerHost host;
  private final Time time;

  Crews(DockerTargetBuilder description) {
    this.description = description;
    this.host = description.host;
    this.time = description.time;
  }

  /**
   * One container of a release.
   *
   * @param server what the proxy calls it
   * @param json the release
   * @param address its address in the network
   * @param port the port of another machine that leads to it; 0 if none does
   */
  record Member(
      String container, String server, String json, boolean runs, String address, int port) {}

  /** Returns the number of the release of a server of the proxy. */
  static int release(String server) {
    return Integer.parseInt(server.substring(1, server.indexOf('-')));
  }

  /** Returns all containers by the number of their release. */
  Map<Integer, List<Member>> all() throws InterruptedException {
    Map<Integer, List<Member>> all = new TreeMap<>();
    for (Hosted each : host.find(DockerTarget.TARGET, description.name)) {
      String number = each.labels().get(RELEASE);
      if (number != null) {
        String server = "r" + each.name().substring(prefix().length());
        all.computeIfAbsent(Integer.valueOf(number), n -> new ArrayList<>())
            .add(new Member(
                each.name(),
                server,
                each.labels().getOrDefault(JSON, ""),
                each.running(),
                each.address(),
                portThere(each)));
      }
    }
    all.values().forEach(members -> members.sort(Comparator.comparing(Member::server)));
    return all;
  }

  private String prefix() {
    return "slipway-" + description.name + "-";
  }

  private int portThere(Hosted container) {
    return container.ports().getOrDefault(description.port, 0);
  }

  /** Returns where one that runs is reached from here. */
  URI address(Member member) {
    return description.isElsewhere()
        ? description.at(member.port())
        : URI.create("http://" + member.address() + ":" + description.port);
  }

  void requireRunning(Release release, Map<Integer, List<Member>> all) {
    List<Member> members = all.getOrDefault(release.number(), List.of());
    if (members.isEmpty() || !members.stream().allMatch(Member::runs)) {
      throw description.failed(release + " does not run", "a release that runs", "start it first");
    }
  }

  /** Starts the containers of a release, and returns them when the proxy finds all of them well. */
  List<Member> start(
      Release release,
      @Nullable ReleaseFiles files,
      ReleaseSecrets secrets,
      Front front,
      Fence fence,
      Consumer<String> log)
      throws InterruptedException {
    List<Member> there = of(release.number());
    boolean same = !there.isEmpty()
        && there.stream().allMatch(member -> member.json().equals(release.toJson()))
        && there.size() == description.replicas;
    if (!same && files == null && there.isEmpty()) {
      throw notKept(release);
    }
    if (!same && files != null) {
      remove(there, front, fence);
      for (int replica = 1; replica <= description.replicas; replica++) {
        host.create(container(release, replica, files, secrets));
      }
    }
    for (Member member : of(release.number())) {
      host.start(member.container());
      log.accept(release + " runs in the container " + member.container());
    }
    List<Member> members = of(release.number());
    try {
      enter(release.number(), front);
    } catch (TargetException | ReleaseNotStartedException | InterruptedException e) {
      boolean interrupted = Thread.interrupted();
      leave(members, front, fence);
      stop(members);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
    return of(release.number());
  }

  private HostedContainer container(
      Release release, String name, String role, ReleaseSecrets secrets) {
    Map<String, String> environment = new LinkedHashMap<>(release.configuration());
    Map<String, String> files = new TreeMap<>();
    secrets.of(release).forEach((variable, secret) -> {
      files.put(SECRETS + variable, secret.reveal());
      environment.put(variable + "_FILE", SECRETS + variable);
    });
    environment.put("PORT", Integer.toString(description.port));
    HostedContainer container = HostedContainer.named(name, image(release))
        .label(DockerTarget.TARGET, description.name)
        .label(DockerTarget.ROLE, role)
        .network(DockerTarget.network(description))
        .env(environment)
        .command(description.command);
    // whoever may inspect the container sees its environment, but not its files
    files.forEach(container::file);
    description.volumes.forEach(container::volume);
    if (description.isElsewhere()) {
      container.publish(description.machineAddress, 0, description.port);
    }
    if (description.memory > 0) {
      container.memory(description.memory);
    }
    return container;
  }

  private Image image(Release release) {
    if (release.image().isEmpty() && description.image.name().isEmpty()) {
      throw description.failed(
          release + " is of files, and no image is named to run them in",
          "an image, or a release that is one",
          "name it with image");
    }
    return release.image().isEmpty() ? description.image : Image.of(release.image());
  }

  private HostedContainer container(
      Release release, int replica, ReleaseFiles files, ReleaseSecrets secrets) {
    HostedContainer container = container(
            release, prefix() + release.number() + "-" + replica, "release", secrets)
        .label(RELEASE, Integer.toString(release.number()))
        .label(JSON, release.toJson());
    for (Artifact.Entry entry : files.artifact().files()) {
      try {
        container.file(
            HostedFile.of("/app/" + entry.path(), files.content(entry), entry.executable()));
      } catch (IOException e) {
        throw description.failed(
            "the file '" + entry.path() + "' of the artifact cannot be read: " + e,
            "a file that is there",
            "run the build again");
      }
    }
    return container;
  }

  /** Starts one more container of a release that is kept, with the files of another one. */
  Member rehearse(
      Release release, ReleaseSecrets secrets, Front front, long token, Consumer<String> log)
      throws InterruptedException {
    List<Member> kept = of(release.number());
    if (kept.isEmpty()) {
      throw notKept(release);
    }
    String name = prefix() + REHEARSAL + "-" + token;
    host.remove(name);
    host.create(container(release, name, REHEARSAL, secrets));
    if (release.image().isEmpty()) {
      host.copy(kept.get(0).container(), name, "/app");
    }
    host.start(name);
    log.accept("a copy of " + release + " runs in the container " + name);
    boolean ready = false;
    try {
      Member copy = awaitCopy(name, front);
      ready = true;
      return copy;
    } finally {
      if (!ready) {
        Interrupts.defer(() -> host.remove(name));
      }
    }
  }

  private Member awaitCopy(String name, Front front) throws InterruptedException {
    long deadline = time.nanos() + description.startLimit.toNanos();
    while (true) {
      for (Hosted each : host.find(DockerTarget.TARGET, description.name)) {
        Member copy = new Member(name, "", "", each.running(), each.address(), portThere(each));
        if (each.name().equals(name)
            && copy.runs()
            && !copy.address().isEmpty()
            && front.reaches(copy.address(), description.port)) {
          return copy;
        }
      }
      Member copy = new Member(name, "", "", false, "", 0);
      requireAlive(copy);
      if (time.nanos() - deadline > 0) {
        throw notStarted(copy, "it does not work within " + description.startLimit);
      }
      time.sleep(PAUSE);
    }
  }

  /** Removes what the rehearsals of a killed process have left. */
  void endRehearsals() throws InterruptedException {
    for (Hosted each : host.find(DockerTarget.TARGET, description.name)) {
      if (REHEARSAL.equals(each.labels().get(DockerTarget.ROLE))) {
        host.remove(each.name());
      }
    }
  }

  private TargetException notKept(Release release) throws InterruptedException {
    return description.failed(
        release + " is not kept",
        "a release that is: " + all().keySet(),
        "deploy its commit again");
  }

  /** Adds the containers to the proxy, and returns when it finds all of them well. */
  void enter(int release, Front front) throws InterruptedException {
    long deadline = time.nanos() + description.startLimit.toNanos();
    for (Member member : of(release)) {
      Member now = member;
      while (!now.runs()
          || now.address().isEmpty()
          || !front.add(now.server(), new InetSocketAddress(now.address(), description.port))) {
        requireAlive(now);
        if (time.nanos() - deadline > 0) {
          throw notStarted(now, "it does not work within " + description.startLimit);
        }
        time.sleep(PAUSE);
        now = again(now);
      }
    }
  }

  /** Takes the containers out of the proxy, when nobody waits for their answers any more. */
  void leave(List<Member> members, Front front, Fence fence) throws InterruptedException {
    for (Member member : members) {
      front.remove(member.server(), fence);
    }
    front.forget(members.stream().map(Member::server).collect(Collectors.toSet()));
  }

  /** Returns the containers of a release. */
  List<Member> of(int release) throws InterruptedException {
    return all().getOrDefault(release, List.of());
  }

  private Member again(Member member) throws InterruptedException {
    return of(release(member.server())).stream()
        .filter(each -> each.container().equals(member.container()))
        .findFirst()
        .orElse(member);
  }

  private void requireAlive(Member member) throws InterruptedException {
    var code = host.exitCode(member.container());
    if (code.isPresent()) {
      throw notStarted(member, "it ended with exit code " + code.getAsInt());
    }
  }

  private ReleaseNotStartedException notStarted(Member member, String found)
      throws InterruptedException {
    List<String> lines = host.log(member.container(), TAIL);
    return new ReleaseNotStartedException(
        new Problem(
            "Docker target '" + description.name + "', container " + member.container(),
            found + (lines.isEmpty() ? "" : ": " + String.join(" | ", lines)),
            "an application that works at its port " + description.port,
            "read what it wrote by 'docker logs " + member.container() + "'"),
        lines);
  }

  void stop(List<Member> members) throws InterruptedException {
    for (Member member : members) {
      host.stop(member.container(), description.grace);
    }
  }

  /** Removes containers; the next ones may get their addresses, so that the proxy must not know them any more. */
  void remove(List<Member> members, Front front, Fence fence) throws InterruptedException {
    leave(members, front, fence);
    for (Member member : members) {
      host.remove(member.container());
    }
  }
}
