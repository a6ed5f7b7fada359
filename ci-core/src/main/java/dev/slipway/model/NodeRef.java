package dev.slipway.model;

/**
 * Points at a step or a group of a pipeline by name, so that others can need it. A value.
 *
 * @since 0.1
 */
public sealed interface NodeRef permits StepRef, GroupRef {
  /** Returns the name of the step or group. */
  String name();
}
