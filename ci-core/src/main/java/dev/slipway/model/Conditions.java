package dev.slipway.model;

import java.util.List;
import java.util.function.Predicate;

/**
 * Conditions by their names, made to be imported statically. Patterns are globs: {@code *} within a path segment,
 * {@code **} across segments, {@code {a,b}}, {@code [abc]}, {@code ?}.
 *
 * @since 0.1
 */
public final class Conditions {
  private Conditions() {}

  /** Holds where the branch matches a glob pattern, such as {@code main} or {@code release/*}. */
  public static Condition branch(String glob) {
    return new Condition.OnBranch(glob);
  }

  /** Holds where the tag matches a glob pattern, such as {@code v*}. */
  public static Condition tag(String glob) {
    return new Condition.OnTag(glob);
  }

  /**
   * Holds where a regular expression matches anywhere in the name of what is built: that of the tag where the revision has one, else
   * that of the branch; {@code ^main$} matches the whole name. A name that is the expression, letter by letter, matches as well. It does
   * not hold where there is neither branch nor tag. Expressions are those of RE2, see
   * {@link dev.slipway.pattern.LinearPattern}.
   */
  public static Condition ref(String expression) {
    return new Condition.OnRef(expression);
  }

  /** Holds where a regular expression of RE2 matches anywhere in the message of the commit. */
  public static Condition message(String expression) {
    return new Condition.OnMessage(expression);
  }

  /** Holds where a changed path matches one of the patterns; also where it is not known what changed. */
  public static Condition changed(String glob, String... more) {
    return new Condition.OnPaths(Lists.of("glob", glob, "more", more));
  }

  /** Holds where the build was asked for by this event. */
  public static Condition event(BuildEvent event) {
    return new Condition.OnEvent(event);
  }

  /** Holds where an environment variable of the build request is set. */
  public static Condition variable(String name) {
    return new Condition.OnVariable(name, null);
  }

  /** Holds where an environment variable of the build request has this value. */
  public static Condition variable(String name, String value) {
    return new Condition.OnVariable(name, value);
  }

  /** Holds where a build parameter has this value. */
  public static <T> Condition parameter(Parameter<T> parameter, T value) {
    return new Condition.OnParameter(parameter, value);
  }

  /** Holds where the build is trusted. */
  public static Condition trusted() {
    return new Condition.OnTrust();
  }

  /**
   * Holds where Java code says so. It is asked when the plan is made and must not block.
   *
   * @param description the condition as a clause, for plans and reasons
   */
  public static Condition matching(String description, Predicate<BuildContext> predicate) {
    return new Condition.OnPredicate(description, predicate);
  }

  /**
   * Holds where all do.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Condition allOf(Condition... all) {
    return new Condition.And(List.of(all));
  }

  /**
   * Holds where at least one does.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Condition anyOf(Condition... any) {
    return new Condition.Or(List.of(any));
  }

  /** Holds where the other does not. */
  public static Condition not(Condition condition) {
    return condition.not();
  }
}
