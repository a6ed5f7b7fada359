package dev.slipway.docker;

import dev.slipway.runtime.SessionSpec;
import java.util.Map;

/** The labels by which containers are found again. */
final class Labels {
  static final String BUILD = "dev.slipway.build";
  static final String STEP = "dev.slipway.step";
  static final String OWNER = "dev.slipway.owner";
  static final String SESSION = "dev.slipway.session";

  private Labels() {}

  static Map<String, String> of(SessionSpec spec, String session, String owner) {
    return Map.of(BUILD, spec.buildId(), STEP, spec.step(), OWNER, owner, SESSION, session);
  }
}
