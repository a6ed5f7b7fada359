package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;

/** Calls about volumes. */
final class Volumes {
  private Volumes() {}

  /** Removes a volume; one that is gone is no error. */
  static void remove(Engine engine, String name) {
    try {
      engine.calls().removeVolumeCmd(name).exec();
    } catch (NotFoundException gone) {
      return;
    }
  }

  /** Returns the names of all volumes with a label. */
  static List<String> labelled(Engine engine, String label, String value) {
    List<InspectVolumeResponse> found = engine
        .calls()
        .listVolumesCmd()
        .withFilter("label", List.of(label + "=" + value))
        .exec()
        .getVolumes();
    return found == null
        ? List.of()
        : found.stream().map(InspectVolumeResponse::getName).toList();
  }
}
