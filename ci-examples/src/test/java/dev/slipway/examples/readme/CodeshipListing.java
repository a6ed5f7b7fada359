package dev.slipway.examples.readme;

import dev.slipway.Slipway;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.docker.CodeshipPipeline;
import dev.slipway.docker.DockerRuntime;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import java.nio.file.Path;

/** The listing about CodeShip projects. */
final class CodeshipListing {
  private CodeshipListing() {}

  static BuildResult build(Slipway ci, DockerRuntime runtime, Source source, Path directory)
      throws Exception {
    // listing
    CodeshipProject project = CodeshipProject.load(directory);
    project.warnings().forEach(System.out::println);
    System.out.print(project.plan("main").toText());

    BuildResult result = ci.build(CodeshipPipeline.of(project, runtime).push().pipeline(), source)
        .await();
    // end
    return result;
  }
}
