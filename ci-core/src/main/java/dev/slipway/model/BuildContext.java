package dev.slipway.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one build that decides which steps run: what conditions are asked against. Immutable.
 *
 * @param revision what is built
 * @param event what asked for it
 * @param trust whether its code is trusted
 * @param parameters values of build parameters by name, for the parameters that were given
 * @param environment environment variables of the build request, seen by conditions and by every step
 * @since 0.1
 */
public record BuildContext(
    Revision revision,
    BuildEvent event,
    Trust trust,
    Map<String, Object> parameters,
    Map<String, String> environment) {

  /**
   * Makes a context.
   *
   * @throws NullPointerException if a part is null
   */
  public BuildContext {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(trust, "trust");
    parameters = Map.copyOf(parameters);
    environment = Map.copyOf(environment);
  }

  /** Returns the context of a trusted push of this revision, without parameters and variables. */
  public static BuildContext of(Revision revision) {
    return new BuildContext(revision, BuildEvent.PUSH, Trust.TRUSTED, Map.of(), Map.of());
  }

  /** Returns the context of a trusted push to a branch, for a revision of which nothing else is known. */
  public static BuildContext onBranch(String branch) {
    return of(Revision.of("0000000000000000000000000000000000000000", branch));
  }

  /** Returns a copy with another revision. */
  public BuildContext withRevision(Revision newRevision) {
    return new BuildContext(newRevision, event, trust, parameters, environment);
  }

  /** Returns a copy asked for by another event. */
  public BuildContext withEvent(BuildEvent newEvent) {
    return new BuildContext(revision, newEvent, trust, parameters, environment);
  }

  /** Returns a copy with another trust label. */
  public BuildContext withTrust(Trust newTrust) {
    return new BuildContext(revision, event, newTrust, parameters, environment);
  }

  /** Returns a copy in which a parameter has this value. */
  public BuildContext withParameter(String name, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(parameters);
    all.put(name, value);
    return new BuildContext(revision, event, trust, all, environment);
  }

  /** Returns a copy with these parameters only. */
  public BuildContext withParameters(Map<String, Object> all) {
    return new BuildContext(revision, event, trust, all, environment);
  }

  /** Returns a copy in which an environment variable has this value. */
  public BuildContext withVariable(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(name, value);
    return new BuildContext(revision, event, trust, parameters, all);
  }

  /** Returns the value of a parameter: the one that was given, else its default, else null. */
  @SuppressWarnings("unchecked") // the plan has checked the types of all given values
  public <T> @Nullable T value(Parameter<T> parameter) {
    Object given = parameters.get(parameter.name());
    return given != null ? (T) given : parameter.defaultValue();
  }
}
