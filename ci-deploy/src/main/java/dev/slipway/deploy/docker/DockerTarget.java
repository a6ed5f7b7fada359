package dev.slipway.deploy.docker;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.DockerHost;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Containers of a Docker Engine, of this machine or {@linkplain DockerTargetBuilder#machine another one}, those of several releases beside each other, and HAProxy in front of them. The containers of a release that was retired stay, stopped: to start them
 * again is the fastest way back. Everything carries the label {@code dev.slipway.target}.
 *
 * <pre>{@code
 * DockerTarget target = DockerTarget.on(DockerHost.of(runtime), "shop", ci.time())
 *     .image(Image.of("eclipse-temurin:17-jre"))
 *     .command("java", "-jar", "/app/shop.jar")
 *     .port(8080)
 *     .health("/up")
 *     .replicas(2)
 *     .listen("0.0.0.0", 80)
 *     .target();
 * }</pre>
 *
 * <p>A release of files runs in the image that is named here; one that is an image runs as it is, and needs none. Images are fetched with what the runtime has to log in with.
 *
 * <p>Thread-safe, as far as one process is concerned; others are kept out by fencing tokens, which are kept on the engine as names of volumes.
 *
 * @since 0.1
 */
public final class DockerTarget implements Target {
  static final String TARGET = "dev.slipway.target";
  static final String ROLE = "dev.slipway.role";
  private static final String FENCE = "dev.slipway.fence";

  private final DockerTargetBuilder description;
  private final DockerHost host;
  private final Front front;
  private final Crews crews;

  DockerTarget(DockerTargetBuilder description) {
    this.description = description;
    this.host = description.host;
    this.front = new Front(description);
    this.crews = new Crews(description);
  }

  /**
   * Starts to describe a target.
   *
   * @param name small letters, digits, {@code -} and {@code _}; what belongs to the target is found again by it
   */
  public static DockerTargetBuilder on(DockerHost host, String name, Time time) {
    return new DockerTargetBuilder(
        Objects.requireNonNull(host, "host"),
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(time, "time"));
  }

  static String network(DockerTargetBuilder description) {
    return "slipway-" + description.name;
  }

  @Override
  public Set<TargetAbility> abilities() {
    return Set.of(
        TargetAbility.FILES,
        TargetAbility.IMAGES,
        TargetAbility.RUNS_BESIDE,
        TargetAbility.SHARE_TRAFFIC,
        TargetAbility.REHEARSE,
        TargetAbility.SECRETS);
  }

  /** Something that is asked of the engine. */
  private interface Work<T extends @Nullable Object> {
    T run() throws InterruptedException;
  }

  private synchronized <T extends @Nullable Object> T asking(Work<T> work)
      throws InterruptedException {
    try {
      return work.run();
    } catch (RuntimeUnavailableException e) {
      Problem problem = e.problems().get(0);
      throw new TargetException(problem.at(this + ", " + problem.place()), e);
    }
  }

  /** The same for callers that cannot be interrupted. */
  private <T extends @Nullable Object> T askingQuickly(Work<T> work) {
    try {
      return asking(work);
    } catch (InterruptedException e) {
      throw TargetException.interrupted(toString(), e);
    }
  }

  @Override
  public TargetControl control(long token, ReleaseSecrets secrets) {
    askingQuickly(() -> {
      requireCurrent(token);
      String prefix = fencePrefix();
      host.volume(prefix + token, Map.of(FENCE, description.name));
      for (String fence : host.volumes(FENCE, description.name)) {
        if (token(fence) < token) {
          host.removeVolume(fence);
        }
      }
      host.network(network(description));
      crews.endRehearsals();
      front.open();
      return "";
    });
    return new Control(token, secrets);
  }

  private String fencePrefix() {
    return "slipway-" + description.name + "-fence-";
  }

  private long token(String volume) {
    return Long.parseLong(volume.substring(fencePrefix().length()));
  }

  private void requireCurrent(long token) throws InterruptedException {
    long highest = host.volumes(FENCE, description.name).stream()
        .mapToLong(this::token)
        .max()
        .orElse(0);
    if (token < highest) {
      throw new StaleOwnerException(toString(), token, highest);
    }
  }

  @Override
  public TargetState state() {
    return askingQuickly(this::read);
  }

  private TargetState read() throws InterruptedException {
    Map<Integer, List<Crews.Member>> all = crews.all();
    Front.Traffic traffic = front.traffic();
    int serving = front.serving(traffic.weights());
    List<RunningRelease> running = new ArrayList<>();
    Set<Integer> kept = new TreeSet<>(all.keySet());
    all.forEach((number, members) -> {
      if (members.stream().allMatch(Crews.Member::runs)) {
        running.add(new RunningRelease(number, crews.address(members.get(0))));
      }
    });
    return new TargetState(front.address(), serving, running, kept, trouble(serving, all, traffic));
  }

  private String trouble(int serving, Map<Integer, List<Crews.Member>> all, Front.Traffic traffic) {
    List<String> trouble = new ArrayList<>();
    if (!all.isEmpty() && !traffic.runs()) {
      trouble.add("the proxy does not run");
    }
    Map<String, Integer> weights = traffic.weights();
    Map<String, String> leftOut = traffic.leftOut();
    for (Crews.Member member : all.getOrDefault(serving, List.of())) {
      if (!member.runs()) {
        trouble.add(member.container() + " does not run");
      } else if (weights.getOrDefault(member.server(), 0) == 0) {
        trouble.add(member.container() + " gets no requests");
      } else if (leftOut.containsKey(member.server())) {
        trouble.add(member.container() + " is " + leftOut.get(member.server()) + " at the proxy");
      }
    }
    weights.forEach((server, weight) -> {
      if (weight > 0 && Crews.release(server) != serving) {
        trouble.add("release " + Crews.release(server) + " gets requests as well");
      }
    });
    return String.join("; ", trouble);
  }

  @Override
  public String toString() {
    return "Docker target '" + description.name + "'";
  }

  /** One more container of a release. */
  private record Copy(DockerTarget target, Crews.Member container) implements Rehearsal {
    @Override
    public URI address() {
      return target.crews.address(container);
    }

    @Override
    public void close() {
      target.askingQuickly(() -> {
        target.host.remove(container.container());
        return "";
      });
    }
  }

  private final class Control implements TargetControl {
    private final long token;
    private final ReleaseSecrets secrets;

    Control(long token, ReleaseSecrets secrets) {
      this.token = token;
      this.secrets = secrets;
    }

    private void check() throws InterruptedException {
      requireCurrent(token);
    }

    private void doing(Work<?> work) throws InterruptedException {
      asking(() -> {
        check();
        work.run();
        return "";
      });
    }

    @Override
    public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
        throws InterruptedException {
      return asking(() -> {
        requireCurrent(token);
        List<Crews.Member> members = crews.start(release, files, secrets, front, this::check, log);
        return new RunningRelease(release.number(), crews.address(members.get(0)));
      });
    }

    @Override
    public Rehearsal rehearse(Release release, Consumer<String> log) throws InterruptedException {
      return asking(() -> {
        requireCurrent(token);
        return new Copy(DockerTarget.this, crews.rehearse(release, secrets, front, token, log));
      });
    }

    @Override
    public void hold() throws InterruptedException {
      doing(() -> {
        front.hold();
        return "";
      });
    }

    @Override
    public void route(Release release) throws InterruptedException {
      doing(() -> {
        lead(release, 100);
        return "";
      });
    }

    @Override
    public void share(Release release, int percent) throws InterruptedException {
      doing(() -> {
        lead(release, percent);
        return "";
      });
    }

    private void lead(Release release, int percent) throws InterruptedException {
      Map<Integer, List<Crews.Member>> all = crews.all();
      crews.requireRunning(release, all);
      int serving = front.serving(front.traffic().weights());
      if (percent < 100 && (serving == 0 || serving == release.number())) {
        throw description.failed(
            "no other release has the traffic",
            "one that shares it with " + release,
            "lead all traffic to it");
      }
      Shares shares = percent == 100
          ? new Shares(Shares.ALL, 0)
          : Shares.of(percent, running(all, release.number()), running(all, serving));
      Map<Crews.Member, Integer> weights = new LinkedHashMap<>();
      all.forEach((number, members) -> members.stream()
          .filter(Crews.Member::runs)
          .forEach(m -> weights.put(
              m,
              number == release.number() ? shares.fresh() : number == serving ? shares.old() : 0)));
      crews.enter(release.number(), front);
      check();
      front.weigh(percent == 100 ? release.number() : serving, weights);
    }

    private static int running(Map<Integer, List<Crews.Member>> all, int release) {
      List<Crews.Member> members = all.getOrDefault(release, List.of());
      return Math.max(1, (int) members.stream().filter(Crews.Member::runs).count());
    }

    @Override
    public void retire(Release release) throws InterruptedException {
      doing(() -> {
        Map<Integer, List<Crews.Member>> all = crews.all();
        List<Crews.Member> members = all.getOrDefault(release.number(), List.of());
        giveBackShare(release, all);
        crews.leave(members, front, this::check);
        crews.stop(members);
        return "";
      });
    }

    /** What it had of another release's traffic, the other one gets again. */
    private void giveBackShare(Release release, Map<Integer, List<Crews.Member>> all)
        throws InterruptedException {
      Map<String, Integer> weights = front.traffic().weights();
      boolean shares = weights.entrySet().stream()
          .anyMatch(e -> Crews.release(e.getKey()) == release.number() && e.getValue() > 0);
      int serving = front.serving(weights);
      if (shares && serving != release.number()) {
        Map<Crews.Member, Integer> wanted = new LinkedHashMap<>();
        all.getOrDefault(serving, List.of()).forEach(m -> wanted.put(m, Shares.ALL));
        front.weigh(serving, wanted);
      }
    }

    @Override
    public void remove(Release release) {
      askingQuickly(() -> {
        requireCurrent(token);
        List<Crews.Member> members = crews.all().getOrDefault(release.number(), List.of());
        if (members.stream().anyMatch(Crews.Member::runs)) {
          throw description.failed(release + " runs", "a release that does not", "retire it first");
        }
        crews.remove(members, front, this::check);
        return "";
      });
    }
  }
}
