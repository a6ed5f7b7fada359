package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sandboxes, and tells whether they are as they were made. Thread-safe. */
final class SandboxMaker {
  private static final Logger log = LoggerFactory.getLogger(SandboxMaker.class);
  private static final String NOBODY = "65534:65534";
  private static final long MOST_PROCESSES = 16;

  private final Engine engine;
  private final Tenant tenant;
  private final SharedFiles files;
  private final Set<Sandbox.Kind> impossible = ConcurrentHashMap.newKeySet();

  SandboxMaker(Engine engine, Tenant tenant) {
    this.engine = engine;
    this.tenant = tenant;
    this.files = new SharedFiles(engine);
  }

  /** Returns whether it was tried in vain, because the image has no shell. */
  boolean isImpossible(Sandbox.Kind kind) {
    return impossible.contains(kind);
  }

  /** Makes a sandbox: the shell of the image, with no rights, waits to be killed. Null if the image has none. */
  @Nullable
  Sandbox make(Sandbox.Kind kind) {
    String id = engine
        .calls()
        .createContainerCmd(kind.image())
        .withEntrypoint(Idle.COMMAND)
        .withStdinOpen(true)
        .withUser(NOBODY)
        .withLabels(Map.of(Labels.OWNER, tenant.owner().toString()))
        .withHostConfig(HostConfig.newHostConfig()
            .withNetworkMode(kind.online() ? "default" : "none")
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withPidsLimit(MOST_PROCESSES)
            .withSecurityOpts(List.of("no-new-privileges")))
        .exec()
        .getId();
    try {
      engine.calls().startContainerCmd(id).exec();
      return new Sandbox(id, kind, files.of(id));
    } catch (DockerException e) {
      log.debug("Image {} cannot hold a network, so its steps make one each", kind.image(), e);
      Containers.remove(engine, id);
      impossible.add(kind);
      return null;
    }
  }

  /** Returns whether no step has changed what the next one would share; what cannot be told counts as changed. */
  boolean isUnchanged(Sandbox sandbox) {
    try {
      return files.of(sandbox.container()).equals(sandbox.files());
    } catch (RuntimeException e) {
      log.debug("Sandbox {} is not used again", sandbox.container(), e);
      return false;
    }
  }
}
