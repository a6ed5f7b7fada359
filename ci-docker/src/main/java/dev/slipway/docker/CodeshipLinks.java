package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The variables by which Docker told containers about those they are linked to, before networks had names. */
final class CodeshipLinks {
  private CodeshipLinks() {}

  /**
   * Returns them.
   *
   * @param service who is linked
   * @param alias the name of the link
   * @param linked the container at its other end, which runs
   */
  static Map<String, String> variables(
      String service, String alias, InspectContainerResponse linked) {
    String prefix = alias.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(prefix + "_NAME", "/" + service + "/" + alias);
    String address = linked.getNetworkSettings().getNetworks().values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(ip -> ip != null && !ip.isEmpty())
        .findFirst()
        .orElse(alias);
    ports(linked).forEach(port -> {
      String protocol = port.getProtocol().toString().toLowerCase(Locale.ROOT);
      String url = protocol + "://" + address + ":" + port.getPort();
      String ofPort = prefix + "_PORT_" + port.getPort() + "_" + protocol.toUpperCase(Locale.ROOT);
      variables.putIfAbsent(prefix + "_PORT", url);
      variables.put(ofPort, url);
      variables.put(ofPort + "_ADDR", address);
      variables.put(ofPort + "_PORT", Integer.toString(port.getPort()));
      variables.put(ofPort + "_PROTO", protocol);
    });
    for (String variable : environment(linked)) {
      int equals = variable.indexOf('=');
      if (equals > 0 && !variable.startsWith("PATH=")) {
        variables.put(
            prefix + "_ENV_" + variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return variables;
  }

  private static Stream<ExposedPort> ports(InspectContainerResponse linked) {
    ExposedPort[] ports = linked.getConfig().getExposedPorts();
    return ports == null
        ? Stream.empty()
        : Arrays.stream(ports).sorted(Comparator.comparingInt(ExposedPort::getPort));
  }

  private static List<String> environment(InspectContainerResponse linked) {
    return List.of(Objects.requireNonNullElse(linked.getConfig().getEnv(), new String[0]));
  }
}
