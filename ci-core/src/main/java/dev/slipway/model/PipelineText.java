package dev.slipway.model;

/** Writes a definition as an indented tree. */
final class PipelineText {
  private PipelineText() {}

  static void append(StringBuilder text, Group group, int depth) {
    for (Node node : group.nodes()) {
      text.append('\n').append("  ".repeat(depth));
      if (node instanceof Group inner) {
        text.append(inner.kind() == Group.Kind.SERIAL ? "serial " : "parallel ")
            .append(inner.name());
        condition(text, inner.condition());
        append(text, inner, depth + 1);
      } else {
        Step step = (Step) node;
        text.append(step.name());
        if (step.work() instanceof Work.Commands commands) {
          commands
              .commands()
              .forEach(command -> text.append(": ").append(command.toString().strip()));
        }
        condition(text, step.flow().condition());
      }
    }
  }

  private static void condition(StringBuilder text, Condition condition) {
    if (!(condition instanceof Condition.Always)) {
      text.append(" (when ").append(condition.text()).append(')');
    }
  }
}
