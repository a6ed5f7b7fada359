package dev.slipway.examples.bench;

import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A graph of layers of 100 tasks that do nothing, each needing the one above it: as a pipeline, and as bare futures. */
public final class Layers {
  /** How many tasks a layer has. */
  public static final int WIDTH = 100;

  private Layers() {}

  /** Returns the graph as a pipeline. */
  public static Pipeline pipeline(int layers) {
    return Pipeline.named(
        "layers",
        p -> p.parallel("all", all -> {
          for (int layer = 0; layer < layers; layer++) {
            for (int i = 0; i < WIDTH; i++) {
              String above = name(layer - 1, i);
              boolean first = layer == 0;
              all.call(name(layer, i), context -> {}, s -> {
                if (!first) {
                  s.needs(above);
                }
              });
            }
          }
        }));
  }

  /** Runs the graph as futures. */
  public static void futures(int layers, Executor executor) {
    List<CompletableFuture<Void>> row = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      row.add(CompletableFuture.runAsync(() -> {}, executor));
    }
    for (int layer = 1; layer < layers; layer++) {
      row.replaceAll(above -> above.thenRunAsync(() -> {}, executor));
    }
    CompletableFuture.allOf(row.toArray(CompletableFuture[]::new)).join();
  }

  private static String name(int layer, int i) {
    return layer + "." + i;
  }
}
