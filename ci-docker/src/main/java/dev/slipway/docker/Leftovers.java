package dev.slipway.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.Container;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a build left on the engine, whoever ran it. */
record Leftovers(Engine engine, Time time) {
  private static final int SHORT_ID = 12;

  /**
   * Removes it, apart from containers that are kept for people.
   *
   * @return what was removed, for people
   * @throws RuntimeUnavailableException if it cannot be found or removed
   */
  List<String> remove(String buildId) {
    Map<String, String> label = Map.of(Labels.BUILD, buildId);
    List<String> removed = new ArrayList<>();
    try {
      engine.calls().listContainersCmd().withShowAll(true).withLabelFilter(label).exec().stream()
          .filter(container -> !KeptContainers.isKept(container.getNames(), time.now()))
          .forEach(container -> removed.add(remove(container)));
      List<String> filter = List.of(Labels.BUILD + "=" + buildId);
      engine.calls().listNetworksCmd().withFilter("label", filter).exec().forEach(network -> {
        engine.calls().removeNetworkCmd(network.getId()).exec();
        removed.add("network " + network.getName());
      });
      Volumes.labelled(engine, Labels.BUILD, buildId).stream()
          .filter(this::isRemoved)
          .forEach(volume -> removed.add("volume " + volume));
      return List.copyOf(removed);
    } catch (RuntimeException e) {
      throw Containers.unavailable(
          "build " + buildId, "what it left could not be found and removed", engine, e);
    }
  }

  /** Removes a volume; one that is used by a container that is kept stays with it. */
  private boolean isRemoved(String volume) {
    try {
      Volumes.remove(engine, volume);
      return true;
    } catch (ConflictException inUse) {
      return false;
    }
  }

  private String remove(Container container) {
    Containers.remove(engine, container.getId());
    return "container " + container.getId().substring(0, SHORT_ID) + " of step '"
        + container.getLabels().getOrDefault(Labels.STEP, "?") + "'";
  }
}
