package dev.slipway.docker;

import com.github.dockerjava.api.command.CreateNetworkCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Networks whose containers have an address each for as long as they exist. An engine gives an address back when a container ends, and to the next one that starts; whoever knows the first one by it
 * would reach another one then.
 */
final class HostedNetworks {
  private static final String FIXED = "dev.slipway.addresses";
  private static final int TRIES = 3;

  private final Engine engine;

  HostedNetworks(Engine engine) {
    this.engine = engine;
  }

  private static String place(String name) {
    return "network '" + name + "'";
  }

  /** Makes one if there is none of this name. */
  void make(String name) {
    Optional<Network> there = find(name);
    if (there.isPresent()) {
      if (isFixed(there.get())) {
        return;
      }
      requireEmpty(name);
      remove(name);
    }
    for (int tries = 1; tries < TRIES; tries++) {
      try {
        makeWith(name, range(name));
        return;
      } catch (DockerException takenMeanwhile) {
        remove(name);
      }
    }
    makeWith(name, range(name));
  }

  private Optional<Network> find(String name) {
    return engine.calls().listNetworksCmd().withNameFilter(name).exec().stream()
        .filter(network -> network.getName().equals(name))
        .findFirst();
  }

  private static boolean isFixed(Network network) {
    return network.getLabels() != null && network.getLabels().containsKey(FIXED);
  }

  private void requireEmpty(String name) {
    List<String> members =
        members(name).map(container -> container.getNames()[0].substring(1)).toList();
    if (!members.isEmpty()) {
      throw new RuntimeUnavailableException(
          new Problem(
              place(name),
              "the addresses of its containers change when these start: " + members,
              "a network that was made for them by Slipway",
              "remove them and 'docker network rm " + name + "', and deploy again"),
          null);
    }
  }

  /** Only the engine knows which addresses are free on its machine, but what it has chosen by itself it lets nobody give. */
  private AddressRange range(String name) {
    create(name).exec();
    List<Network.Ipam.Config> chosen =
        engine.calls().inspectNetworkCmd().withNetworkId(name).exec().getIpam().getConfig();
    remove(name);
    return chosen.stream()
        .flatMap(each -> Stream.ofNullable(each.getSubnet()))
        .flatMap(subnet -> AddressRange.of(subnet).stream())
        .findFirst()
        .orElseThrow(() -> new RuntimeUnavailableException(
            new Problem(
                place(name),
                "the engine chose "
                    + chosen.stream().map(Network.Ipam.Config::getSubnet).toList(),
                "at least 16 IPv4 addresses, such as 172.18.0.0/16",
                "look at 'default-address-pools' of the engine"),
            null));
  }

  private CreateNetworkCmd create(String name) {
    return engine.calls().createNetworkCmd().withName(name).withCheckDuplicate(true);
  }

  private void makeWith(String name, AddressRange range) {
    create(name)
        .withLabels(Map.of(FIXED, "fixed"))
        .withIpam(new Network.Ipam()
            .withConfig(new Network.Ipam.Config()
                .withSubnet(range.subnet())
                .withGateway(range.gateway())
                .withIpRange(range.ofEngine())))
        .exec();
  }

  private Stream<Container> members(String name) {
    return engine
        .calls()
        .listContainersCmd()
        .withShowAll(true)
        .withNetworkFilter(List.of(name))
        .exec()
        .stream();
  }

  /** Returns an address that no container of a network has; empty if the engine gives them, which it does in networks of others. */
  Optional<String> address(String name) {
    Optional<Network> network =
        name.isEmpty() ? Optional.empty() : find(name).filter(HostedNetworks::isFixed);
    if (network.isEmpty()) {
      return Optional.empty();
    }
    AddressRange range = network.get().getIpam().getConfig().stream()
        .flatMap(each -> AddressRange.of(Objects.toString(each.getSubnet())).stream())
        .findFirst()
        .orElseThrow();
    Set<String> taken = members(name).map(HostedNetworks::addressOf).collect(Collectors.toSet());
    return Optional.of(range
        .free(taken)
        .orElseThrow(() -> new RuntimeUnavailableException(
            new Problem(
                place(name),
                "each address of " + range.subnet() + " has a container",
                "one that is free",
                "keep fewer releases, or fewer containers of each"),
            null)));
  }

  /** Returns the address of a container in the first network that gives it one, also while it does not run if that is its own. */
  static String addressOf(Container container) {
    if (container.getNetworkSettings() == null) {
      return "";
    }
    return container.getNetworkSettings().getNetworks().values().stream()
        .flatMap(HostedNetworks::addressesIn)
        .filter(address -> !address.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static Stream<String> addressesIn(ContainerNetwork network) {
    return Stream.concat(
        Stream.ofNullable(network.getIpAddress()),
        Stream.ofNullable(network.getIpamConfig())
            .flatMap(own -> Stream.ofNullable(own.getIpv4Address())));
  }

  /** Removes one; one that is not there is no error. */
  void remove(String name) {
    try {
      engine.calls().removeNetworkCmd(name).exec();
    } catch (NotFoundException gone) {
      return;
    }
  }
}
