package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.config.codeship.CodeshipStep.Run;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Gives the steps of a project names in a pipeline. Names are unique there and have no slash; in CodeShip's files they need not be, and
 * may have one. For one thread. Not API for users.
 *
 * @since 0.1
 */
public final class StepNames {
  private static final int LONGEST = 48;

  private final Set<String> names = new HashSet<>();

  /** Begins with no names. */
  public StepNames() {}

  /** Returns a name for a step: its own, or one made of what it does. */
  public String of(CodeshipStep step) {
    return unique(base(step));
  }

  /** Returns a name that no other step has, as much like this as possible. */
  public String unique(String wanted) {
    String name = clean(wanted);
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + " (" + i + ")";
    }
    return free;
  }

  /** Returns what a step is called, by itself or for what it does. */
  public static String base(CodeshipStep step) {
    String name = step.common().name();
    if (name != null && !name.isBlank()) {
      return name;
    } else if (step instanceof Run run) {
      return run.service() + ": " + String.join(" ", run.command());
    } else if (step instanceof Push push) {
      return "push " + push.image();
    }
    Group group = (Group) step;
    String service = group.service() == null ? "" : " " + group.service();
    return group.kind().name().toLowerCase(Locale.ROOT) + service;
  }

  /** Returns a text without what no name may have. */
  public static String clean(String name) {
    String plain = name.replace('/', '\u2215').replaceAll("\\p{Cntrl}+", " ").strip();
    String text = plain.isEmpty() ? "step" : plain;
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
