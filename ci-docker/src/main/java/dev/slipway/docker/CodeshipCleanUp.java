package dev.slipway.docker;

import dev.slipway.model.Effect;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import org.jspecify.annotations.Nullable;

/** The last step of a project's pipeline: removes what its steps shared. */
record CodeshipCleanUp(CodeshipSetup setup) implements StepAction<Void> {
  @Override
  public @Nullable Void run(StepContext context) throws InterruptedException {
    Docker docker = setup.docker();
    CodeshipSite site = setup.site(context.buildId(), context.build());
    docker.cleaner().await(context.buildId());
    site.containers().forEach(id -> Containers.remove(docker.engine(), id));
    Volumes.labelled(docker.engine(), Labels.BUILD, context.buildId())
        .forEach(volume -> Volumes.remove(docker.engine(), volume));
    setup.forget(context.buildId());
    return null;
  }

  @Override
  public Effect effect() {
    return Effect.OUTSIDE_REPEATABLE;
  }
}
