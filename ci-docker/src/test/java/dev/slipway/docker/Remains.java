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

  private static boolean isOwnedBy(String pid, Map<String, String> labels) {
    return labels != null && labels.getOrDefault(Labels.OWNER, "").contains(pid);
  }
}
