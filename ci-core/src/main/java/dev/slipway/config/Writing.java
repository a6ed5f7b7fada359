package dev.slipway.config;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is known while one pipeline is written. */
final class Writing {
  private final List<Problem> problems = new ArrayList<>();
  private final Actions actions;
  private String place;

  Writing(String place, Actions actions) {
    this.place = place;
    this.actions = actions;
  }

  Actions actions() {
    return actions;
  }

  /** Says what is written from now on. */
  void at(String newPlace) {
    place = newPlace;
  }

  /** Tells that Java code cannot be written. */
  void javaCode(String what) {
    problem(
        what + ", which is Java code",
        "what a file can say",
        "leave it in Java, or make it an action that is registered by name");
  }

  void problem(String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }

  List<Problem> problems() {
    return problems.stream().distinct().toList();
  }
}
