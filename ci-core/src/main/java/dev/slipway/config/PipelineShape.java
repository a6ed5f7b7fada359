package dev.slipway.config;

import dev.slipway.config.yaml.Findings;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a pipeline of what a file says. */
final class PipelineShape {
  private final Grammar grammar;

  PipelineShape(Grammar grammar) {
    this.grammar = grammar;
  }

  /** Reads the root of a file; null where what is wrong was told. */
  @Nullable
  Pipeline read(YamlNode node, Findings findings, Includes includes) {
    int before = findings.count();
    Map<String, Parameter<?>> parameters = parameters(
        node, new Reading(node.at(), new Findings(), includes, grammar.actions(), Map.of()));
    Reading reading = new Reading(node.at(), findings, includes, grammar.actions(), parameters);
    Change<PipelineBuilder> description = grammar.pipeline().read(node, reading);
    if (description == null
        || !(((Mapping) node).value("pipeline").orElse(node) instanceof Scalar name)) {
      return null;
    }
    Pipeline pipeline = null;
    try {
      pipeline = Pipeline.named(name.text(), description::on);
    } catch (DefinitionException e) {
      reading.definition(name.text(), e.problems());
    }
    return findings.count() == before ? pipeline : null;
  }

  private static Map<String, Parameter<?>> parameters(YamlNode node, Reading unheard) {
    if (node instanceof Mapping mapping && mapping.value("parameters").isPresent()) {
      PipelineView.Drafts drafts =
          PipelineView.parametersShape().read(mapping.value("parameters").get(), unheard);
      return drafts == null ? Map.of() : drafts.parameters();
    }
    return Map.of();
  }

  /** Reads a pipeline that another includes: written there, or the path of its file. */
  @Nullable
  Pipeline readIncluded(YamlNode node, Reading outer) {
    if (!(node instanceof Scalar path)) {
      return read(node, outer.findings(), outer.includes());
    }
    YamlNode root = outer.includes().open(path.text(), path.at(), outer.findings());
    if (root == null) {
      return null;
    }
    Pipeline pipeline = read(root, outer.findings(), outer.includes());
    outer.includes().close();
    return pipeline;
  }
}
