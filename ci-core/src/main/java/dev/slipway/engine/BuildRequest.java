package dev.slipway.engine;

import dev.slipway.model.BuildContext;
import dev.slipway.model.BuildEvent;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.model.Trust;
import java.util.Objects;

/**
 * What a build is asked for with. Immutable: each method returns a copy.
 *
 * @since 0.1
 */
public final class BuildRequest {
  private final Pipeline pipeline;
  private final Source source;
  private final BuildContext context;

  private BuildRequest(Pipeline pipeline, Source source, BuildContext context) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.source = Objects.requireNonNull(source, "source");
    this.context = context;
  }

  /** Asks for a trusted build, as after a push. */
  public static BuildRequest of(Pipeline pipeline, Source source) {
    return new BuildRequest(pipeline, source, BuildContext.of(Revision.of("", null)));
  }

  /** Asks for what was asked for before. */
  static BuildRequest again(Pipeline pipeline, Source source, BuildContext context) {
    return new BuildRequest(pipeline, source, context);
  }

  /** Asks for the same from another source. */
  public BuildRequest source(Source other) {
    return new BuildRequest(pipeline, other, context);
  }

  /** Sets what the build was asked for by. */
  public BuildRequest event(BuildEvent event) {
    return new BuildRequest(pipeline, source, context.withEvent(event));
  }

  /** Says that the code may come from anybody: the build gets no secrets and no privileges. */
  public BuildRequest untrusted() {
    return new BuildRequest(pipeline, source, context.withTrust(Trust.UNTRUSTED));
  }

  /** Gives a parameter a value. */
  public <T> BuildRequest parameter(Parameter<T> parameter, T value) {
    return parameter(parameter.name(), value);
  }

  /** Gives the parameter of this name a value, or the text of one. Whether it fits is checked when the build is planned. */
  public BuildRequest parameter(String name, Object value) {
    return new BuildRequest(pipeline, source, context.withParameter(name, value));
  }

  /** Sets an environment variable that conditions and all steps see. */
  public BuildRequest variable(String name, String value) {
    return new BuildRequest(pipeline, source, context.withVariable(name, value));
  }

  /** Returns the pipeline. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** Returns where the code comes from. */
  public Source source() {
    return source;
  }

  /** Returns all else; its revision is not resolved yet. */
  public BuildContext context() {
    return context;
  }
}
