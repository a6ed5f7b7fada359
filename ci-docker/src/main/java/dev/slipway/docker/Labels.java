package dev.slipway.docker;

import dev.slipway.runtime.SessionSpec;
import java.util.Map;

/** The labels by which everything that is made on an engine is found again. */
final class Labels {
  static final String BUILD = "dev.slipway.build";
  static final String STEP = "dev.slipway.step";
  static final String OWNER = "dev.slipway.owner";
  static final String SESSION = "dev.slipway.session";

  private Labels() {}

  /** Returns those of the container of a session. */
  static Map<String, String> of(SessionSpec spec, String session, Owner owner) {
    return Map.of(
        BUILD, spec.buildId(), STEP, spec.step(), OWNER, owner.toString(), SESSION, session);
  }

  /** Returns those of what a build shares. */
  static Map<String, String> of(String buildId, Owner owner) {
    return Map.of(BUILD, buildId, OWNER, owner.toString());
  }
}
