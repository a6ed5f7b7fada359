package dev.slipway.examples;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An action of an application, and the format with it. */
record ReleaseNotes(String since, List<String> sections) implements StepAction<String> {
  static final ActionFormat<ReleaseNotes> FORMAT =
      ActionFormat.of(ReleaseNotes.class, ReleaseNotes::read, ReleaseNotes::write);

  private static ReleaseNotes read(ConfigValue value) {
    value.only("since", "sections");
    return new ReleaseNotes(
        value.get("since").text(),
        value.get("sections").list().stream().map(ConfigValue::text).toList());
  }

  private static Object write(ReleaseNotes notes) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("since", notes.since());
    all.put("sections", notes.sections());
    return all;
  }

  @Override
  public String run(StepContext context) {
    return since;
  }

  @Override
  public Class<?> outputType() {
    return String.class;
  }
}
