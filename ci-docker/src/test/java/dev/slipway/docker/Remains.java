package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is on the engine and should not be. */
final class Remains {
  private Remains() {}

  /** Returns containers and volumes that this Java virtual machine made. */
  static List<String> ofThisJvm() {
    String pid = " " + ProcessHandle.current().pid() + " ";
    List<String> left = new ArrayList<>();
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      for (Container container :
          engine.calls().listContainersCmd().withShowAll(true).exec()) {
        if (isOwnedBy(pid, container.getLabels())) {
          left.add("container " + container.getId() + " " + container.getLabels());
        }
      }
      for (InspectVolumeResponse volume : engine.calls().listVolumesCmd().exec().getVolumes()) {
        if (isOwnedBy(pid, volume.getLabels())) {
          left.add("volume " + volume.getName() + " " + volume.getLabels());
        }
      }
    }
    return left;
  }

  /** Returns containers, networks and volumes of a build. */
  static List<String> ofBuild(String buildId) {
    List<String> left = new ArrayList<>();
    List<String> label = List.of(Labels.BUILD + "=" + buildId);
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      engine
          .calls()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(Labels.BUILD, buildId))
          .exec()
          .forEach(container -> left.add("container " + container.getId()));
      engine
          .calls()
          .listNetworksCmd()
          .withFilter("label", label)
          .exec()
          .forEach(network -> left.add("network " + network.getName()));
      Volumes.labelled(engine, Labels.BUILD, buildId)
          .forEach(volume -> left.add("volume " + volume));
    }
    return left;
  }

  private static boolean isOwnedBy(String pid, Map<String, String> labels) {
    return labels != null && labels.getOrDefault(Labels.OWNER, "").contains(pid);
  }
}
