package dev.slipway.config;

import dev.slipway.model.Image;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.smoke.SmokeTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An action of an application, and the format with it. */
record ReleaseNotes(String since, List<String> sections) implements StepAction<String> {
  static final ActionFormat<ReleaseNotes> FORMAT =
      ActionFormat.of(ReleaseNotes.class, ReleaseNotes::read, ReleaseNotes::write);

  /** The format that most tests use. */
  static SlipwayYaml files() {
    return SlipwayYaml.standard()
        .withKey("smoke", SmokeTest.format())
        .withKey("imageBuild", Elsewhere.format("imageBuild"))
        .withKey("imagePush", Elsewhere.format("imagePush"))
        .withKey("deploy", Elsewhere.format("deploy"))
        .withAction("release-notes", FORMAT);
  }

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

  /** An action of another module, of which only the key matters here. */
  private record Elsewhere(String key) implements StepAction<Image> {
    static ActionFormat<Elsewhere> format(String key) {
      return ActionFormat.of(Elsewhere.class, value -> new Elsewhere(key), action -> Map.of());
    }

    @Override
    public Image run(StepContext context) {
      return Image.of("made");
    }

    @Override
    public Class<?> outputType() {
      return Image.class;
    }
  }
}
