package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipService;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Image;
import dev.slipway.model.PullPolicy;
import dev.slipway.model.StepContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of services that are kept in a registry for later builds, each by its service and branch. What cannot be fetched or kept
 * makes a build slower and is told in its log; it makes no step fail. For one thread.
 */
final class CodeshipCache {
  private static final Logger log = LoggerFactory.getLogger(CodeshipCache.class);
  private static final int LONGEST = 100;

  private final String repository;
  private final Engine engine;
  private final Images images;
  private final StepContext context;

  /**
   * Makes it.
   *
   * @param repository where images are kept, such as {@code registry.example/team/cache}
   * @param images with the logins of the service
   */
  CodeshipCache(String repository, Engine engine, Images images, StepContext context) {
    this.repository = repository;
    this.engine = engine;
    this.images = images;
    this.context = context;
  }

  /** Fetches the image of a branch or, where it has none, that of the branch the service falls back to. */
  Optional<String> fetch(CodeshipService service, String branch) throws InterruptedException {
    Set<String> branches = new LinkedHashSet<>(List.of(branch, service.cache().fallback()));
    for (String one : branches) {
      String name = name(service, one);
      Optional<Problem> problem =
          images.problem(Image.of(name).pull(PullPolicy.ALWAYS), new StepAccess(context));
      if (problem.isEmpty()) {
        context.log().line("layers of branch '" + one + "' are used: " + name);
        return Optional.of(name);
      }
      context.log().line("no layers of branch '" + one + "': " + problem.get().found());
    }
    return Optional.empty();
  }

  /** Keeps the image of a branch. On the engine it has the name of its service alone. */
  void keep(CodeshipService service, String branch, String id) throws InterruptedException {
    String name = name(service, branch);
    try {
      new ImagePushing(engine, images, context, Image.of(id), null).run(List.of(name));
    } catch (SlipwayException e) {
      context.log().error("the image is not kept for later builds: " + e.getMessage());
    } finally {
      forget(name);
      forget(name(service, service.cache().fallback()));
    }
  }

  private void forget(String name) {
    try {
      engine.calls().removeImageCmd(name).exec();
    } catch (RuntimeException e) {
      log.debug("{} keeps its name on the engine, if it has it", name, e);
    }
  }

  /** Returns a name that no other service and branch have: not every character of theirs may stand in it. */
  private String name(CodeshipService service, String branch) {
    String text = (service.name() + "-" + branch).replaceAll("[^A-Za-z0-9_.-]+", "-");
    String legal = text.replaceAll("^[.-]+", "");
    String shortened = legal.length() <= LONGEST ? legal : legal.substring(0, LONGEST);
    return repository + ":" + shortened + "-" + digest(service.name() + "\0" + branch);
  }

  private static String digest(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
