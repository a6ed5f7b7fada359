package dev.slipway.docker;

import com.github.dockerjava.api.model.Container;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers of failed steps, kept for people to get into. Labels cannot be changed, so the name of such a container says until when
 * it is kept; whoever looks for leftovers later reads it there. Thread-safe.
 */
final class KeptContainers {
  private static final Logger log = LoggerFactory.getLogger(KeptContainers.class);
  private static final String PREFIX = "slipway-kept-";
  private static final Pattern NAME = Pattern.compile("/?" + PREFIX + ".*-(\\d{10})-[0-9a-f]{12}");
  private static final int MOST = 10;
  private static final int ID = 12;
  private static final int LONGEST_STEP = 40;

  private final Engine engine;
  private final Time time;
  private final Cleaner cleaner;
  private final ReentrantLock lock = new ReentrantLock();

  KeptContainers(Engine engine, Time time, Cleaner cleaner) {
    this.engine = engine;
    this.time = time;
    this.cleaner = cleaner;
  }

  /** Keeps a container for some time. Returns the command line that gets into it. */
  String keep(SessionSpec spec, String container, Duration duration) {
    Instant until = time.now().plus(duration);
    String step = spec.step().replaceAll("[^A-Za-z0-9_.-]+", "-");
    String name = PREFIX + step.substring(0, Math.min(step.length(), LONGEST_STEP)) + "-"
        + until.getEpochSecond() + "-" + container.substring(0, ID);
    lock.lock();
    try {
      all().stream()
          .filter(other -> isOf(other, spec.buildId(), spec.step()))
          .forEach(other -> cleaner.remove(spec.buildId(), other.getId()));
      engine.calls().renameContainerCmd(container).withName(name).exec();
      all().stream()
          .sorted(Comparator.comparingLong(other -> -until(other.getNames()).orElse(0)))
          .skip(MOST)
          .forEach(other -> cleaner.remove("", other.getId()));
    } finally {
      lock.unlock();
    }
    time.after(duration, () -> cleaner.remove(spec.buildId(), container));
    return "docker " + engine.address().option() + "exec -it " + name + " " + Idle.SHELL;
  }

  /**
   * Returns the container that is kept of a step.
   *
   * @throws RuntimeUnavailableException if there is none
   */
  String find(String buildId, String step) {
    return all().stream()
        .filter(container -> isOf(container, buildId, step))
        .map(Container::getId)
        .findFirst()
        .orElseThrow(() -> new RuntimeUnavailableException(
            new Problem(
                "step '" + step + "' of build " + buildId,
                "no container is kept of it",
                "a step that has failed, and whose time is not over",
                "keep it with container(c -> c.keepAfterFailure(...))"),
            null));
  }

  /** Returns whether a container of these names is kept at this moment. */
  static boolean isKept(String[] names, Instant now) {
    return until(names).orElse(0) > now.getEpochSecond();
  }

  /** Returns whether a container of these names is, or was, kept. */
  static boolean wasKept(String[] names) {
    return until(names).isPresent();
  }

  private static OptionalLong until(String[] names) {
    return Stream.of(names)
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .mapToLong(name -> Long.parseLong(name.group(1)))
        .findFirst();
  }

  private static boolean isOf(Container container, String buildId, String step) {
    return buildId.equals(container.getLabels().get(Labels.BUILD))
        && step.equals(container.getLabels().get(Labels.STEP))
        && until(container.getNames()).isPresent();
  }

  private List<Container> all() {
    List<Container> found = engine
        .calls()
        .listContainersCmd()
        .withShowAll(true)
        .withFilter("name", List.of(PREFIX))
        .exec();
    log.debug("{} containers are kept", found.size());
    return found;
  }
}
