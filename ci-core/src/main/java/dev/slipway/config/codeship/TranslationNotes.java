package dev.slipway.config.codeship;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a translated file says differently, or not at all. For one thread. */
final class TranslationNotes {
  private final Set<String> notes = new LinkedHashSet<>();

  void add(String place, String text) {
    notes.add(place + ": " + text);
  }

  /** Returns them as remarks, one a line. */
  List<String> lines() {
    return notes.stream().map(note -> note.replaceAll("\\p{Cntrl}+", " ")).toList();
  }
}
