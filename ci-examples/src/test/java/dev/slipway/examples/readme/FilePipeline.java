package dev.slipway.examples.readme;

import dev.slipway.config.SlipwayYaml;
import dev.slipway.docker.ImageBuild;
import dev.slipway.docker.ImagePush;
import dev.slipway.model.Pipeline;
import dev.slipway.smoke.SmokeTest;
import java.nio.file.Path;

/** The listing about pipelines in files. */
final class FilePipeline {
  private FilePipeline() {}

  static Pipeline read(Path repository) {
    // listing
    SlipwayYaml files = SlipwayYaml.standard()
        .withKey("imageBuild", ImageBuild.format())
        .withKey("imagePush", ImagePush.format())
        .withKey("smoke", SmokeTest.format());

    Pipeline checks = files.read(repository); // slipway.yml in its root
    // end
    return checks;
  }

  static SlipwayYaml files() {
    return SlipwayYaml.standard()
        .withKey("imageBuild", ImageBuild.format())
        .withKey("imagePush", ImagePush.format());
  }
}
