package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what is wrong with the caches and inputs of steps. */
final class ReuseChecks {
  private final List<Problem> problems;

  ReuseChecks(List<Problem> problems) {
    this.problems = problems;
  }

  void check(String place, Step step) {
    Set<String> names = new HashSet<>();
    List<String> paths = new ArrayList<>();
    for (Cache cache : step.reuse().caches()) {
      cache(place + ", cache '" + cache.name() + "'", cache, paths);
      if (!names.add(cache.name())) {
        add(
            place,
            "cache '" + cache.name() + "' is declared twice",
            "one of a name",
            "rename one of them");
      }
    }
    step.reuse().inputs().forEach(pattern -> pattern(place, "input", pattern));
    if (!step.reuse().inputs().isEmpty() && !(step.work() instanceof Work.Commands)) {
      add(
          place,
          "inputs on a step of Java code",
          "a step of commands, whose result can be told by its inputs",
          "leave out inputs(...)");
    }
  }

  private void cache(String place, Cache cache, List<String> others) {
    if (cache.name().isBlank()) {
      add(place, "a blank name", "a text", "fill it in");
    }
    List<String> names = List.of(cache.path().split("/", -1));
    if (names.contains("") || names.contains(".") || names.contains("..")) {
      add(
          place,
          "the path '" + cache.path() + "'",
          "a directory within the workspace, such as .m2/repository",
          "leave out /, . and .. at its ends");
    }
    for (String other : others) {
      if ((cache.path() + "/").startsWith(other + "/")
          || (other + "/").startsWith(cache.path() + "/")) {
        add(
            place,
            "the path '" + cache.path() + "', and another cache of '" + other + "'",
            "directories apart from each other",
            "keep the outer one only");
      }
    }
    others.add(cache.path());
    if (cache.keyedBy().isEmpty()) {
      add(
          place,
          "no files that make its key",
          "files that say what is in it",
          "name them with keyedBy(\"**/pom.xml\") or the like");
    }
    cache.keyedBy().forEach(pattern -> pattern(place, "key", pattern));
  }

  private void pattern(String place, String what, String pattern) {
    boolean outside = pattern.startsWith("/") || List.of(pattern.split("/", -1)).contains("..");
    if (pattern.isBlank() || outside || !Globs.isValid(pattern)) {
      add(
          place,
          what + " pattern '" + pattern + "'",
          "a path or a glob pattern within the workspace",
          "leave out / at the beginning and .., and close brackets and braces");
    }
  }

  private void add(String place, String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }
}
