package dev.slipway.docker;

import com.github.dockerjava.api.model.Container;
import dev.slipway.host.ProcessIdentity;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what Java virtual machines left on the engine that are gone: containers, networks and volumes; and unnamed images that
 * nobody has built for a week. Begins when the runtime connects, and again from time to time. Thread-safe.
 */
final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final Engine engine;
  private final ProcessIdentity self;
  private final Time time;
  private final ReentrantLock sweeping = new ReentrantLock();
  private Time.@Nullable Timer timer; // guarded by this
  private boolean closed; // guarded by this

  Sweep(Engine engine, ProcessIdentity self, Time time) {
    this.engine = engine;
    this.self = self;
    this.time = time;
  }

  /** Sweeps now, and from then on. */
  synchronized void begin() {
    if (!closed) {
      time.start("slipway docker sweep", () -> {
        once();
        again();
      });
    }
  }

  private synchronized void again() {
    if (!closed) {
      timer = time.after(AGAIN, this::begin);
    }
  }

  synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Does something while no sweep goes on: two that remove the same things are in each other's way. */
  <T> T apart(Supplier<T> work) {
    sweeping.lock();
    try {
      return work.get();
    } finally {
      sweeping.unlock();
    }
  }

  /** Removes what dead owners left. Returns what it removed, for people. */
  List<String> once() {
    return apart(this::sweep);
  }

  private List<String> sweep() {
    Removed removed = new Removed();
    try {
      containers(removed);
      networks(removed);
      volumes(removed);
      images(removed);
    } catch (RuntimeException e) {
      log.debug("The engine at {} could not be swept", engine.address(), e);
    }
    if (!removed.what.isEmpty()) {
      log.info("Removed what processes left that are gone: {}", String.join(", ", removed.what));
    }
    return List.copyOf(removed.what);
  }

  private void containers(Removed removed) {
    for (Container container : engine
        .calls()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(Labels.OWNER))
        .exec()) {
      boolean keptOn = KeptContainers.isKept(container.getNames(), time.now());
      boolean keptTooLong = !keptOn && KeptContainers.wasKept(container.getNames());
      if (keptTooLong || (!keptOn && isLeft(container.getLabels()))) {
        removed.note(
            "container " + container.getId(), () -> Containers.remove(engine, container.getId()));
      }
    }
  }

  private void networks(Removed removed) {
    engine.calls().listNetworksCmd().withFilter("label", List.of(Labels.OWNER)).exec().stream()
        .filter(network -> isLeft(network.getLabels()))
        .forEach(network -> removed.note(
            "network " + network.getName(),
            () -> engine.calls().removeNetworkCmd(network.getId()).exec()));
  }

  private void volumes(Removed removed) {
    var found = engine
        .calls()
        .listVolumesCmd()
        .withFilter("label", List.of(Labels.OWNER))
        .exec()
        .getVolumes();
    if (found != null) {
      found.stream()
          .filter(volume -> isLeft(volume.getLabels()))
          .forEach(volume -> removed.note(
              "volume " + volume.getName(),
              () -> engine.calls().removeVolumeCmd(volume.getName()).exec()));
    }
  }

  private void images(Removed removed) {
    UnnamedImages images = new UnnamedImages(engine);
    images
        .old(time.now())
        .forEach(name -> removed.note("image " + name, () -> images.remove(name)));
  }

  private boolean isLeft(@Nullable Map<String, String> labels) {
    return labels != null
        && Optional.ofNullable(labels.get(Labels.OWNER))
            .flatMap(ProcessIdentity::parse)
            .filter(owner -> owner.isGone(self))
            .isPresent();
  }

  /** What was removed; one thing that cannot be does not keep the others from it. */
  private static final class Removed {
    private final List<String> what = new ArrayList<>();

    private void note(String name, Runnable removal) {
      try {
        removal.run();
        what.add(name);
      } catch (RuntimeException e) {
        log.debug("{} could not be removed, and is tried again later", name, e);
      }
    }
  }
}
