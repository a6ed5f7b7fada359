package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.List;

/** What the builders of one pipeline gather together. */
final class Collected {
  final List<Problem> problems = new ArrayList<>();
  final List<Parameter<?>> parameters = new ArrayList<>();
}
