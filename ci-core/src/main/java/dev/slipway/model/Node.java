package dev.slipway.model;

/**
 * An entry of a pipeline: a step or a group. Immutable.
 *
 * @since 0.1
 */
public sealed interface Node permits Step, Group {
  /** Returns its full name: unique in the pipeline, with the names of included pipelines before it. */
  String name();
}
