package dev.slipway.run;

/**
 * Learns of everything that happens in builds. Called with one event of a build at a time, in order, from threads of the
 * engine: it must be quick and must not block, or it holds up the build. What it throws is logged and changes nothing.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface RunListener {
  /** Takes an event of a build. */
  void onEvent(String buildId, RunEvent event);
}
