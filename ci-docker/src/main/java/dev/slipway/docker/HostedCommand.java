package dev.slipway.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.slipway.model.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How an engine is told to make a container that stays. */
final class HostedCommand {
  private static final long MOST_PROCESSES = 4096;

  private HostedCommand() {}

  static CreateContainerCmd create(
      Engine engine, HostedContainer container, Image image, Optional<String> address) {
    CreateContainerCmd create = engine
        .calls()
        .createContainerCmd(image.name())
        .withName(container.name)
        .withLabels(container.labels)
        .withEnv(container.environment.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .toList())
        .withExposedPorts(
            container.published.stream().map(p -> ExposedPort.tcp(p.inside())).toList())
        .withHostConfig(hostConfig(container));
    if (!container.command.isEmpty()) {
      create.withCmd(container.command);
    }
    if (!container.entryPoint.isEmpty()) {
      create.withEntrypoint(container.entryPoint);
    }
    if (!container.user.isEmpty()) {
      create.withUser(container.user);
    }
    address.ifPresent(create::withIpv4Address);
    return create;
  }

  private static HostConfig hostConfig(HostedContainer container) {
    List<Mount> mounts = new ArrayList<>();
    container.volumes.forEach((path, volume) ->
        mounts.add(new Mount().withType(MountType.VOLUME).withSource(volume).withTarget(path)));
    container.directories.forEach((path, directory) ->
        mounts.add(new Mount().withType(MountType.BIND).withSource(directory).withTarget(path)));
    Ports ports = new Ports();
    container.published.forEach(p -> ports.bind(
        ExposedPort.tcp(p.inside()),
        new Ports.Binding(p.address(), p.port() == 0 ? "" : Integer.toString(p.port()))));
    HostConfig config = HostConfig.newHostConfig()
        .withMounts(mounts)
        .withPortBindings(ports)
        .withInit(true)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withPidsLimit(MOST_PROCESSES)
        .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
        .withLogConfig(new LogConfig(
            LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "10m", "max-file", "3")));
    if (!container.network.isEmpty()) {
      config.withNetworkMode(container.network);
    }
    if (container.memory != null) {
      config.withMemory(container.memory).withMemorySwap(container.memory);
    }
    return config;
  }
}
