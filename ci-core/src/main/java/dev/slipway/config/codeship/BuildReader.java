package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipService.Build;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.diagnostic.Similar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the description of an image build of a mapping. */
final class BuildReader {
  private static final Set<String> KNOWN = Set.of(
      "image",
      "context",
      "path",
      "dockerfile",
      "dockerfile_path",
      "args",
      "encrypted_args_file",
      "encrypted_args",
      "configure",
      "cached");
  private static final Set<String> BOOLEANS = Set.of("true", "false", "yes", "no", "on", "off");

  private final Fields fields;
  private final Diagnoses findings;

  BuildReader(Fields fields, Diagnoses findings) {
    this.fields = fields;
    this.findings = findings;
  }

  /**
   * Reads it.
   *
   * @param imageBeside the image the service names itself, or null
   * @param dockerfileBeside the Dockerfile the service names itself, or null
   */
  Build read(@Nullable String imageBeside, @Nullable String dockerfileBeside) {
    fields.warnOfOthers(KNOWN, "a build");
    if (fields.has("cached")) {
      noEffect("cached", "write it on the service, beside 'build'");
    }
    if (fields.has("configure")) {
      noEffect("configure", "run the command in a step before the one that needs the image");
    }
    String context = eitherOf("context", "path");
    String dockerfile = eitherOf("dockerfile", "dockerfile_path");
    String image = fields.text("image");
    Map<String, String> args = fields.variables("args");
    args.forEach(this::check);
    booleans();
    return new Build(
        image == null ? imageBeside : image,
        context == null ? "." : context,
        dockerfile == null ? dockerfileBeside : dockerfile,
        args,
        fields.text("encrypted_args"),
        fields.text("encrypted_args_file"));
  }

  private void noEffect(String key, String remedy) {
    findings.warning(
        fields.keyAt(key),
        "the key '" + key + "' under 'build'",
        "a key that has an effect",
        remedy);
  }

  private @Nullable String eitherOf(String key, String oldKey) {
    String now = fields.text(key);
    String old = fields.text(oldKey);
    if (now != null && old != null) {
      findings.warning(
          fields.keyAt(oldKey),
          "'" + oldKey + "' beside '" + key + "'",
          "one of them",
          "leave out '" + oldKey + "', the old name: it is ignored");
    }
    return now == null ? old : now;
  }

  private void check(String name, String value) {
    Template template = Template.parse(value);
    List<String> known = CodeshipBuild.templateNames();
    template
        .mistake()
        .ifPresent(mistake -> findings.problem(
            fields.at("args"),
            mistake + " in the build argument '" + name + "'",
            "a variable such as {{.Branch}}",
            "write one of " + String.join(", ", known)));
    template
        .unknown(known)
        .forEach(variable -> findings.problem(
            fields.at("args"),
            "the variable '" + variable + "' in the build argument '" + name + "'",
            "one that build arguments have" + Similar.hint(variable, known),
            "write one of " + String.join(", ", known)));
  }

  private void booleans() {
    if (fields.node("args") instanceof Mapping args) {
      args.entries().forEach((name, entry) -> {
        if (entry.value() instanceof Scalar scalar
            && !scalar.quoted()
            && BOOLEANS.contains(scalar.text().toLowerCase(Locale.ROOT))) {
          findings.warning(
              scalar.at(),
              "'" + scalar.text() + "' without quotes as a build argument",
              "a text",
              "put quotes around it: it is taken as the text it is");
        }
      });
    }
  }
}
