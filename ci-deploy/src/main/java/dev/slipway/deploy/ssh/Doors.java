package dev.slipway.deploy.ssh;

import dev.slipway.deploy.proxy.LoadBalancer;
import dev.slipway.time.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes servers out of the traffic and gives them back, if there is a proxy in front of them. Thread-safe. */
final class Doors {
  private final @Nullable LoadBalancer balancer;
  private final Map<Server, String> names = new LinkedHashMap<>();
  private final Time time;

  /** Makes the doors of servers by the names that the proxy has for them, in their order; without names it knows them by their host. */
  Doors(@Nullable LoadBalancer balancer, List<Server> servers, List<String> names, Time time) {
    this.balancer = balancer;
    this.time = time;
    for (int i = 0; i < servers.size(); i++) {
      Server server = servers.get(i);
      this.names.put(server, names.isEmpty() ? server.host() : names.get(i));
    }
  }

  /** Returns how many servers may be changed at a time, so that there is always one that answers, if there can be. */
  int most() {
    return balancer == null ? names.size() : Math.max(1, (names.size() + 1) / 2);
  }

  /** Returns when nobody is on a server any more. */
  void close(Server server) throws InterruptedException {
    if (balancer != null) {
      balancer.drain(name(server), time);
    }
  }

  /** Returns when a server gets requests again. */
  void open(Server server) throws InterruptedException {
    if (balancer != null) {
      balancer.restore(name(server), time);
    }
  }

  /** Returns in what state each of the servers is that gets no requests. */
  Map<Server, String> closed() throws InterruptedException {
    Map<Server, String> closed = new LinkedHashMap<>();
    if (balancer != null) {
      Map<String, String> leftOut = balancer.leftOut(time);
      names.forEach((server, name) -> {
        String state = leftOut.get(name);
        if (state != null) {
          closed.put(server, state);
        }
      });
    }
    return closed;
  }

  private String name(Server server) {
    String name = names.get(server);
    if (name == null) {
      throw new IllegalArgumentException("no server of these: " + server);
    }
    return name;
  }
}
