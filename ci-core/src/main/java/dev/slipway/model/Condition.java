package dev.slipway.model;

import dev.slipway.pattern.LinearPattern;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a step or a group is part of a build. Conditions are values made by {@link Conditions} and combined with
 * {@link #and}, {@link #or} and {@link #not}. They are asked once, when the plan is made. Immutable.
 *
 * @since 0.1
 */
public sealed interface Condition {

  /** Returns the condition that always holds. */
  static Condition always() {
    return new Always();
  }

  /**
   * Asks the condition.
   *
   * @return empty if it holds, else a clause that says what is otherwise, such as {@code the branch is 'dev', not 'main'}
   */
  Optional<String> unmet(BuildContext context);

  /** Returns the condition as a clause, such as {@code the branch is 'main'}. */
  String text();

  /** Returns whether the condition holds. */
  default boolean holds(BuildContext context) {
    return unmet(context).isEmpty();
  }

  /** Returns a condition that holds where both do. */
  default Condition and(Condition other) {
    return new And(List.of(this, other));
  }

  /** Returns a condition that holds where at least one does. */
  default Condition or(Condition other) {
    return new Or(List.of(this, other));
  }

  /** Returns a condition that holds where this one does not. */
  default Condition not() {
    return new Not(this);
  }

  private static boolean found(String expression, String text) {
    return LinearPattern.of(expression).isIn(text);
  }

  private static List<Condition> some(List<Condition> conditions) {
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("a combination of no conditions");
    }
    return List.copyOf(conditions);
  }

  /** Holds always. */
  record Always() implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      return Optional.empty();
    }

    @Override
    public String text() {
      return "always";
    }
  }

  /** Holds where the branch matches a glob pattern. */
  record OnBranch(String glob) implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      return Globs.unmet("branch", glob, context.revision().branch());
    }

    @Override
    public String text() {
      return "the branch is '" + glob + "'";
    }
  }

  /** Holds where the tag matches a glob pattern. */
  record OnTag(String glob) implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      return Globs.unmet("tag", glob, context.revision().tag());
    }

    @Override
    public String text() {
      return "the tag is '" + glob + "'";
    }
  }

  /** Holds where a regular expression matches in the name of the tag, or of the branch where there is no tag. */
  record OnRef(String expression) implements Condition {
    /** Makes the condition. */
    public OnRef {
      Objects.requireNonNull(expression, "expression");
    }

    @Override
    public Optional<String> unmet(BuildContext context) {
      Revision revision = context.revision();
      String name = revision.tag() == null ? revision.branch() : revision.tag();
      if (name == null || name.isEmpty()) {
        return Optional.of("there is no branch or tag");
      }
      return name.equals(expression) || found(expression, name)
          ? Optional.empty()
          : Optional.of((revision.tag() == null ? "the branch" : "the tag") + " is '" + name
              + "', which does not match /" + expression + "/");
    }

    @Override
    public String text() {
      return "the branch or tag matches /" + expression + "/";
    }
  }

  /** Holds where a regular expression matches in the message of the commit. */
  record OnMessage(String expression) implements Condition {
    /** Makes the condition. */
    public OnMessage {
      Objects.requireNonNull(expression, "expression");
    }

    @Override
    public Optional<String> unmet(BuildContext context) {
      return found(expression, context.revision().message())
          ? Optional.empty()
          : Optional.of("the commit message does not match /" + expression + "/");
    }

    @Override
    public String text() {
      return "the commit message matches /" + expression + "/";
    }
  }

  /** Holds where a changed path matches one of the glob patterns, and where it is not known what changed. */
  record OnPaths(List<String> globs) implements Condition {
    /** Makes the condition. */
    public OnPaths {
      globs = List.copyOf(globs);
    }

    @Override
    public Optional<String> unmet(BuildContext context) {
      Revision revision = context.revision();
      boolean hit = !revision.changesKnown()
          || revision.changedPaths().stream()
              .anyMatch(path -> globs.stream().anyMatch(glob -> Globs.matches(glob, path)));
      return hit ? Optional.empty() : Optional.of("no changed path matches " + Texts.names(globs));
    }

    @Override
    public String text() {
      return "a changed path matches " + Texts.names(globs);
    }
  }

  /** Holds where the build was asked for by this event. */
  record OnEvent(BuildEvent event) implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      return context.event() == event
          ? Optional.empty()
          : Optional.of("the event is " + context.event() + ", not " + event);
    }

    @Override
    public String text() {
      return "the event is " + event;
    }
  }

  /** Holds where an environment variable of the build request has this value, or any if the value is null. */
  record OnVariable(String name, @Nullable String value) implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      String found = context.environment().get(name);
      if (found == null) {
        return Optional.of("the variable " + name + " is not set");
      }
      return value == null || value.equals(found)
          ? Optional.empty()
          : Optional.of("the variable " + name + " is not '" + value + "'");
    }

    @Override
    public String text() {
      return value == null
          ? "the variable " + name + " is set"
          : "the variable " + name + " is '" + value + "'";
    }
  }

  /** Holds where a build parameter has this value. */
  record OnParameter(Parameter<?> parameter, Object value) implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      Object found = context.value(parameter);
      return value.equals(found)
          ? Optional.empty()
          : Optional.of(
              "the parameter '" + parameter.name() + "' is '" + found + "', not '" + value + "'");
    }

    @Override
    public String text() {
      return "the parameter '" + parameter.name() + "' is '" + value + "'";
    }
  }

  /** Holds where the build is trusted. */
  record OnTrust() implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      return context.trust() == Trust.TRUSTED
          ? Optional.empty()
          : Optional.of("the build is not trusted");
    }

    @Override
    public String text() {
      return "the build is trusted";
    }
  }

  /** Holds where Java code says so. Two are equal only if they hold the same code object. */
  record OnPredicate(String description, Predicate<BuildContext> predicate) implements Condition {
    /** Makes the condition. */
    public OnPredicate {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(predicate, "predicate");
    }

    @Override
    public Optional<String> unmet(BuildContext context) {
      return predicate.test(context)
          ? Optional.empty()
          : Optional.of("not true that " + description);
    }

    @Override
    public String text() {
      return description;
    }
  }

  /** Holds where all do. */
  record And(List<Condition> all) implements Condition {
    /**
     * Makes the condition.
     *
     * @throws IllegalArgumentException if there is none
     */
    public And {
      all = some(all);
    }

    @Override
    public Optional<String> unmet(BuildContext context) {
      return all.stream()
          .flatMap(c -> c.unmet(context).stream())
          .reduce((a, b) -> a + ", and " + b);
    }

    @Override
    public String text() {
      return "(" + String.join(" and ", all.stream().map(Condition::text).toList()) + ")";
    }
  }

  /** Holds where at least one does. */
  record Or(List<Condition> any) implements Condition {
    /**
     * Makes the condition.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Or {
      any = some(any);
    }

    @Override
    public Optional<String> unmet(BuildContext context) {
      List<String> unmet = any.stream().flatMap(c -> c.unmet(context).stream()).toList();
      return unmet.size() < any.size()
          ? Optional.empty()
          : Optional.of(String.join(", and ", unmet));
    }

    @Override
    public String text() {
      return "(" + String.join(" or ", any.stream().map(Condition::text).toList()) + ")";
    }
  }

  /** Holds where another does not. */
  record Not(Condition condition) implements Condition {
    @Override
    public Optional<String> unmet(BuildContext context) {
      return condition.holds(context)
          ? Optional.of(condition.text() + ", which it must not be")
          : Optional.empty();
    }

    @Override
    public String text() {
      return "not " + condition.text();
    }
  }
}
