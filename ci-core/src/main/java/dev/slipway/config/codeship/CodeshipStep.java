package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipService.Credentials;
import dev.slipway.model.ImageName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a CodeShip project. What a group hands down to its steps is resolved: each has its own service and credentials, and a group
 * for several services has a serial group for each. Immutable.
 *
 * @since 0.1
 */
public sealed interface CodeshipStep {
  /** Returns what all steps have. */
  Common common();

  /** Returns the service whose container it uses; null for a group whose steps say it. */
  @Nullable
  String service();

  /**
   * What all steps have.
   *
   * @param name its name as written, or null
   * @param place where it is written: file, line and column
   * @param tag what the branch or tag of a build must match, or null
   * @param exclude what it must not match, or null
   * @param credentials what logs in at registries
   * @param onFail what runs when it has failed
   */
  record Common(
      @Nullable String name,
      String place,
      @Nullable String tag,
      @Nullable String exclude,
      Credentials credentials,
      List<Run> onFail) {
    /** Makes it. */
    public Common {
      Objects.requireNonNull(place, "place");
      Objects.requireNonNull(credentials, "credentials");
      onFail = List.copyOf(onFail);
    }

    /**
     * Tells whether a build leaves the step out.
     *
     * @param name the name of the branch or tag that is built; empty for none
     * @return why, or empty if the step runs
     */
    public Optional<String> skipped(String name) {
      if (exclude != null && !name.isEmpty() && TagRule.of(exclude).matches(name)) {
        return Optional.of("'" + name + "' matches 'exclude: " + exclude + "'");
      }
      if (tag == null || (!name.isEmpty() && TagRule.of(tag).matches(name))) {
        return Optional.empty();
      }
      return Optional.of(
          name.isEmpty()
              ? "there is no branch or tag to match 'tag: " + tag + "'"
              : "'" + name + "' does not match 'tag: " + tag + "'");
    }
  }

  /**
   * Runs a command in a container.
   *
   * @param common what all steps have
   * @param service whose container
   * @param command the command, split into words
   */
  record Run(Common common, String service, List<String> command) implements CodeshipStep {
    /** Makes the step. */
    public Run {
      Objects.requireNonNull(common, "common");
      Objects.requireNonNull(service, "service");
      command = List.copyOf(command);
    }
  }

  /**
   * Pushes the image of a service.
   *
   * @param common what all steps have
   * @param service whose image
   * @param image the name it is pushed under, without a tag
   * @param tag the tag, which may be a template
   * @param registry the registry, or null for that of the name
   */
  record Push(
      Common common,
      String service,
      String image,
      String tag,
      @Nullable String registry) implements CodeshipStep {
    private static final String HUB = "docker.io";

    /** Makes the step. */
    public Push {
      Objects.requireNonNull(common, "common");
      Objects.requireNonNull(service, "service");
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(tag, "tag");
    }

    /** Returns the name to push to, without a tag; a registry that is told apart stands before it, unless it goes without saying. */
    public String destination() {
      String bare = PushChecks.bare(image);
      String host = registry == null ? HUB : registryOf(registry);
      boolean has = ImageName.problem("image_name", bare).isPresent()
          || !ImageName.parse(bare).registry().equals(HUB);
      return has || host.equals(HUB) ? bare : host + "/" + bare;
    }

    /** Returns the host and port of the address of a registry; the one that goes without saying has many. */
    public static String registryOf(String address) {
      int scheme = address.indexOf("://");
      String rest = scheme < 0 ? address : address.substring(scheme + 3);
      int slash = rest.indexOf('/');
      String host = slash < 0 ? rest : rest.substring(0, slash);
      return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? HUB : host;
    }
  }

  /**
   * Steps that belong together.
   *
   * @param common what all steps have
   * @param kind how they run
   * @param service the service of all of them, or null
   * @param steps the steps, in the order written
   */
  record Group(Common common, Kind kind, @Nullable String service, List<CodeshipStep> steps)
      implements CodeshipStep {
    /** Makes the step. */
    public Group {
      Objects.requireNonNull(common, "common");
      Objects.requireNonNull(kind, "kind");
      steps = List.copyOf(steps);
    }
  }

  /** How the steps of a group run. */
  enum Kind {
    /** One after the other. */
    SERIAL,
    /** At the same time. */
    PARALLEL,
    /** One after the other, when a person has approved. */
    MANUAL
  }
}
