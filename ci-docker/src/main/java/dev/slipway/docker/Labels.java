package dev.slipway.docker;

import dev.slipway.host.ProcessIdentity;
import dev.slipway.runtime.SessionSpec;
import java.util.Map;

/** The labels by which everything that is made on an engine is found again. */
final class Labels {
  static final String BUILD = "dev.slipway.build";
  static final String STEP = "dev.slipway.step";
  static final String OWNER = "dev.slipway.owner";

  /**
   * On images that builds have made. It tells no build: an image is used again by later ones, containers inherit its labels, and
   * one more label would make another image of the same content.
   */
  static final String IMAGE = "dev.slipway.image";

  static final String SESSION = "dev.slipway.session";

  private Labels() {}

  /** Returns those of the container of a session. */
  static Map<String, String> of(SessionSpec spec, String session, ProcessIdentity owner) {
    return Map.of(
        BUILD, spec.buildId(), STEP, spec.step(), OWNER, owner.toString(), SESSION, session);
  }

  /** Returns those of what a build shares. */
  static Map<String, String> of(String buildId, ProcessIdentity owner) {
    return Map.of(BUILD, buildId, OWNER, owner.toString());
  }
}
