package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the builders of one pipeline gather together. */
final class Collected {
  final List<Problem> problems = new ArrayList<>();
  final Set<String> emptyMatrices = new HashSet<>();
  final List<Parameter<?>> parameters = new ArrayList<>();
}
