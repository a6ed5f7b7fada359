package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class StepGraphTest {
  private static final Logger log = LoggerFactory.getLogger(StepGraphTest.class);

  @Test
  void entriesOfASequenceFollowEachOther() {
    assertThat(edges(Pipeline.named("p", p -> {
          p.step("a", s -> s.sh("true"));
          p.step("b", s -> s.sh("true"));
          p.step("c", s -> s.sh("true"));
        })))
        .containsExactly("( -> a", "a -> b", "b -> c", "c -> )");
  }

  @Test
  void entriesOfAParallelGroupLieBetweenItsBeginningAndItsEnd() {
    assertThat(edges(Pipeline.named("p", p -> {
          p.step("a", s -> s.sh("true"));
          p.parallel("g", g -> {
            g.step("b", s -> s.sh("true"));
            g.serial("h", h -> {
              h.step("c", s -> s.sh("true"));
              h.step("d", s -> s.sh("true"));
            });
          });
          p.step("e", s -> s.sh("true"));
        })))
        .containsExactly(
            "( -> a",
            ")g -> e",
            ")h -> )g",
            "a -> g(",
            "b -> )g",
            "c -> d",
            "d -> )h",
            "e -> )",
            "g( -> b",
            "g( -> h(",
            "h( -> c");
  }

  @Test
  void needsInputsAndArtifactsAddEdgesAlsoToGroups() {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.parallel("all", all -> {
          all.call("user", new StepRef<>("producer", String.class), (context, text) -> {});
          StepRef<String> producer =
              all.call("producer", String.class, c -> "x", s -> s.produces("jar", "j"));
          all.step("copy", s -> s.sh("true").consumes(producer.artifact("jar")));
          GroupRef group = all.serial("group", g -> g.step("inner", s -> s.sh("true")));
          all.step("last", s -> s.sh("true").needs(group).needs("copy"));
        }));
    assertThat(edges(pipeline))
        .contains("producer => user", "producer => copy", ")group => last", "copy => last");
    assertThat(pipeline.step("copy").orElseThrow().allNeeds()).containsExactly("producer");
  }

  @Test
  void orderHasEveryEdgePointForward() {
    StepGraph graph = layers(20, 20).graph();
    int[] position = new int[graph.vertices()];
    int[] order = graph.order();
    assertThat(order).hasSize(graph.vertices());
    for (int i = 0; i < order.length; i++) {
      position[order[i]] = i;
    }
    int[] arriving = new int[graph.vertices()];
    for (int v = 0; v < graph.vertices(); v++) {
      for (int i = 0; i < graph.outDegree(v); i++) {
        arriving[graph.target(v, i)]++;
        assertThat(position[v]).isLessThan(position[graph.target(v, i)]);
      }
    }
    assertThat(graph.inDegrees()).isEqualTo(arriving);
  }

  @Test
  void tellsWhereStepsAndGroupsLie() {
    Pipeline pipeline =
        Pipeline.named("p", p -> p.parallel("g", g -> g.step("a", s -> s.sh("true"))));
    StepGraph graph = pipeline.graph();
    assertThat(graph.groups()).extracting(Group::name).containsExactly("p", "g");
    assertThat(graph.groupOf(0)).isEqualTo(1);
    assertThat(graph.parentOf(1)).isZero();
    assertThat(graph.parentOf(0)).isEqualTo(-1);
    assertThat(graph.stepAt(graph.vertexOf(0))).isZero();
    assertThat(graph.indexOf("a")).isZero();
    assertThat(graph.indexOf("g")).isEqualTo(-1);
  }

  @Test
  void theTimeToDefineAPipelineGrowsWithItsStepsAndNotWithTheirSquare() {
    layers(100, 100); // warms up
    Duration few = processorTime(() -> assertThat(layers(100, 100).steps()).hasSize(10_000));
    Duration many = processorTime(() -> assertThat(layers(1_000, 100).steps()).hasSize(100_000));
    log.info("10,000 and 100,000 steps defined in {} and {} ms", few.toMillis(), many.toMillis());
    assertThat((double) many.toNanos() / few.toNanos()).isLessThan(40);
  }

  /** Not the time on the wall, which other processes may take. */
  private static Duration processorTime(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
  }

  @Test
  void aLongSequenceAndAMistakeAmongManyStepsAreNoTrouble() {
    Pipeline pipeline = Pipeline.named("p", p -> {
      for (int i = 0; i < 100_000; i++) {
        p.call("s" + i, context -> {});
      }
    });
    assertThat(pipeline.graph().order()).hasSize(100_002);
    assertThat(pipeline.toString().lines()).hasSize(100_001);
  }

  private static Pipeline layers(int layers, int width) {
    return Pipeline.named(
        "layers",
        p -> p.parallel("all", all -> {
          for (int layer = 0; layer < layers; layer++) {
            for (int i = 0; i < width; i++) {
              String above = layer == 0 ? null : (layer - 1) + "-" + i;
              all.call(layer + "-" + i, context -> {}, s -> {
                if (above != null) {
                  s.needs(above);
                }
              });
            }
          }
        }));
  }

  /** Writes edges as text; {@code g(} and {@code )g} are where a group begins and ends, {@code =>} is a need. */
  private static List<String> edges(Pipeline pipeline) {
    StepGraph graph = pipeline.graph();
    String[] names = new String[graph.vertices()];
    List<String> open =
        new ArrayList<>(pipeline.graph().groups().stream().map(Group::name).toList());
    for (int v = 0; v < names.length; v++) {
      int group = graph.groupEndingAt(v);
      if (graph.stepAt(v) >= 0) {
        names[v] = graph.steps().get(graph.stepAt(v)).name();
      } else if (group >= 0) {
        names[v] = ")" + (group == 0 ? "" : graph.groups().get(group).name());
      } else {
        String name = open.remove(0);
        names[v] = (v == 0 ? "" : name) + "(";
      }
    }
    TreeSet<String> edges = new TreeSet<>();
    for (int v = 0; v < names.length; v++) {
      for (int i = 0; i < graph.outDegree(v); i++) {
        edges.add(names[v] + (graph.isNeed(v, i) ? " => " : " -> ") + names[graph.target(v, i)]);
      }
    }
    return List.copyOf(edges);
  }
}
