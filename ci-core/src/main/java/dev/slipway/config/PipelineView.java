package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.model.Condition;
import dev.slipway.model.Group;
import dev.slipway.model.Node;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.model.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pipeline as it is written: one by itself, or one that another includes. */
record PipelineView(
    String name,
    Map<String, Parameter<?>> parameters,
    Map<String, String> variables,
    @Nullable Duration timeLimit,
    GroupView root) {

  static PipelineView of(Pipeline pipeline) {
    return new PipelineView(
        pipeline.name(),
        byName(pipeline.parameters()),
        pipeline.variables(),
        pipeline.timeLimit().orElse(null),
        new GroupView(pipeline.root(), "", ""));
  }

  /** Returns an included pipeline, which declares the parameters that its conditions ask for. */
  static PipelineView included(GroupView outer, Group pipeline) {
    GroupView root = outer.included(pipeline);
    List<Parameter<?>> used =
        conditions(pipeline).flatMap(PipelineView::parameters).distinct().toList();
    String name = pipeline.name().substring(outer.scope().length());
    return new PipelineView(name, byName(used), Map.of(), null, root);
  }

  private static Map<String, Parameter<?>> byName(List<Parameter<?>> parameters) {
    Map<String, Parameter<?>> all = new LinkedHashMap<>();
    parameters.forEach(parameter -> all.putIfAbsent(parameter.name(), parameter));
    return all;
  }

  private static Stream<Condition> conditions(Node node) {
    if (node instanceof Group group) {
      return Stream.concat(
          Stream.of(group.condition()), group.nodes().stream().flatMap(PipelineView::conditions));
    }
    return Stream.of(((Step) node).flow().condition());
  }

  private static Stream<Parameter<?>> parameters(Condition condition) {
    if (condition instanceof Condition.OnParameter on) {
      return Stream.of(on.parameter());
    } else if (condition instanceof Condition.And and) {
      return and.all().stream().flatMap(PipelineView::parameters);
    } else if (condition instanceof Condition.Or or) {
      return or.any().stream().flatMap(PipelineView::parameters);
    } else if (condition instanceof Condition.Not not) {
      return parameters(not.condition());
    }
    return Stream.empty();
  }

  /** What was read of parameters. */
  record Drafts(Map<String, ParameterShapes.Draft> all, Reading reading) {
    PipelineBuilder declare(PipelineBuilder pipeline) {
      ParameterShapes.declare(pipeline, all, reading);
      return pipeline;
    }

    Map<String, Parameter<?>> parameters() {
      return ParameterShapes.parameters(all, reading);
    }
  }

  static Shape<Drafts, Map<String, Parameter<?>>> parametersShape() {
    return new Shape<>() {
      @Override
      public @Nullable Drafts read(YamlNode node, Reading reading) {
        Map<String, ParameterShapes.Draft> read = ParameterShapes.ALL.read(node, reading);
        return read == null ? null : new Drafts(read, reading);
      }

      @Override
      public Object write(Map<String, Parameter<?>> parameters, Writing writing) {
        parameters.forEach((name, parameter) -> {
          if (ParameterShapes.Type.of(parameter.type()).isEmpty()) {
            writing.javaCode(
                "the parameter '" + name + "' of the type " + parameter.type().getSimpleName());
          }
        });
        return ParameterShapes.ALL.write(parameters, writing);
      }

      @Override
      public Map<String, Object> schema(Map<String, Object> definitions) {
        return ParameterShapes.ALL.schema(definitions);
      }
    };
  }
}
