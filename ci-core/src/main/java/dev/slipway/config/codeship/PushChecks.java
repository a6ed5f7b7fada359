package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipService.Credentials;
import dev.slipway.diagnostic.Similar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what a push step says. */
final class PushChecks {
  private final Fields fields;
  private final Diagnoses findings;

  PushChecks(Fields fields, Diagnoses findings) {
    this.fields = fields;
    this.findings = findings;
  }

  void tag(@Nullable String tag) {
    Template template = Template.parse(tag == null ? "" : tag);
    List<String> known = new ArrayList<>(CodeshipBuild.templateNames());
    known.addAll(CodeshipBuild.IN_PUSH_TAGS);
    template
        .mistake()
        .ifPresent(mistake -> findings.problem(
            fields.at("image_tag"),
            mistake + " in the tag of an image",
            "a variable such as {{.Branch}}",
            "write one of " + String.join(", ", known)));
    template
        .unknown(known)
        .forEach(variable -> findings.problem(
            fields.at("image_tag"),
            "the variable '" + variable + "' in the tag of an image",
            "one that tags have" + Similar.hint(variable, known),
            "write one of " + String.join(", ", known)));
  }

  /** The image of a service has the name it is pulled by, or the one under its build; without one there is nothing to compare. */
  void image(String pushed, @Nullable CodeshipService service) {
    String name = service == null ? null : written(service);
    if (name != null && !bare(name).equals(bare(pushed))) {
      findings.warning(
          fields.at("image_name"),
          "the name '" + pushed + "', where the service has the image '" + name + "'",
          "the same name",
          "write the name of the image; it is pushed as written here");
    }
    if (!bare(pushed).equals(pushed)) {
      findings.warning(
          fields.at("image_name"),
          "a tag in '" + pushed + "'",
          "the tag in 'image_tag'",
          "move it there; it is left out here");
    }
  }

  private static @Nullable String written(CodeshipService service) {
    return service.build() == null ? service.image() : service.build().image();
  }

  void credentials(Credentials credentials, @Nullable CodeshipService service) {
    if (credentials.none() && service != null && !service.credentials().none()) {
      findings.warning(
          fields.at(),
          "a push without credentials, which its service has",
          "'encrypted_dockercfg_path' or 'dockercfg_service' on the step",
          "write it here, too: those of a service are for pulling alone");
    }
  }

  /** Returns the name without a tag, but with the port of its registry. */
  static String bare(String image) {
    int colon = image.lastIndexOf(':');
    return colon > image.lastIndexOf('/') ? image.substring(0, colon) : image;
  }
}
