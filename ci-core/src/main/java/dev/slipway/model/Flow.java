package dev.slipway.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * When a step runs. Immutable.
 *
 * @param needs names of steps and groups that must be over first
 * @param inputs steps whose outputs it uses
 * @param condition whether it is part of a build
 * @param trigger what must have come of everything before it
 * @param mayFail whether the build goes on as if nothing had happened when it does not go well
 * @param locks names of locks it holds while it runs; a lock has one holder in an engine
 * @param limits names of limits, with how many steps of an engine may be inside at once
 * @since 0.1
 */
public record Flow(
    List<String> needs,
    List<StepRef<?>> inputs,
    Condition condition,
    Trigger trigger,
    boolean mayFail,
    Set<String> locks,
    Map<String, Integer> limits) {
  private static final Condition ALWAYS = Condition.always();
  private static final Flow PLAIN =
      new Flow(List.of(), List.of(), ALWAYS, Trigger.ON_SUCCESS, false, Set.of(), Map.of());

  /** Makes a flow. */
  public Flow {
    needs = List.copyOf(needs);
    inputs = List.copyOf(inputs);
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(trigger, "trigger");
    locks = Set.copyOf(locks);
    limits = Map.copyOf(limits);
  }

  /** Returns the flow of a step that says nothing about it. */
  public static Flow plain() {
    return PLAIN;
  }
}
