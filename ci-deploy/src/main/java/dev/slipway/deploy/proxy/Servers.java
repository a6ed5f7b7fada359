package dev.slipway.deploy.proxy;

import dev.slipway.time.Time;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What HAProxy tells of the servers of a backend. Immutable. */
final class Servers {
  // bits of srv_admin_state: maintenance, drained, without address
  // (https://docs.haproxy.org/2.6/management.html#9.3-show%20servers%20state)
  private static final int TAKEN_OUT = 0x01 | 0x08 | 0x20;

  private final RuntimeApi api;
  private final String backend;

  Servers(RuntimeApi api, String backend) {
    this.api = api;
    this.backend = backend;
  }

  Optional<ServerRow> find(String server, Time time) throws InterruptedException {
    return all(time).stream().filter(row -> row.server().equals(server)).findFirst();
  }

  List<ServerRow> all(Time time) throws InterruptedException {
    String answer = api.ask("show stat", time);
    List<String> lines = answer.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.get(0).startsWith("# ")) {
      throw api.failed("it answers '" + answer.lines().findFirst().orElse("") + "' to 'show stat'");
    }
    List<String> names = Arrays.asList(lines.get(0).substring(2).split(",", -1));
    List<ServerRow> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      String server = values[names.indexOf("svname")];
      if (values[names.indexOf("pxname")].equals(backend)
          && !server.equals("BACKEND")
          && !server.equals("FRONTEND")) {
        rows.add(new ServerRow(
            server,
            values[names.indexOf("status")],
            values[names.indexOf("check_status")],
            Math.toIntExact(
                number(values[names.indexOf(names.contains("uweight") ? "uweight" : "weight")])),
            number(values[names.indexOf("scur")]) + number(values[names.indexOf("qcur")])));
      }
    }
    return rows;
  }

  private static long number(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /** Returns whether it is in maintenance or drained by order, or has a name without address. */
  boolean isTakenOut(String server, Time time) throws InterruptedException {
    int state = Integer.parseInt(state(server, time).getOrDefault("srv_admin_state", "0"));
    return (state & TAKEN_OUT) != 0;
  }

  /** Returns whether the configuration has its name and not its address. */
  boolean isLookedUp(String server, Time time) throws InterruptedException {
    return !state(server, time).getOrDefault("srv_fqdn", "-").equals("-");
  }

  /** Returns what it writes of a server to start again with, by name. */
  private Map<String, String> state(String server, Time time) throws InterruptedException {
    List<String> lines = api.ask("show servers state " + backend, time).lines().toList();
    // after a line with the version of the format
    if (lines.size() < 2 || !lines.get(1).startsWith("# ")) {
      throw api.failed("it answers '" + lines + "' to 'show servers state'");
    }
    List<String> names = List.of(lines.get(1).substring(2).split(" "));
    Map<String, String> state = new LinkedHashMap<>();
    lines.stream()
        .map(line -> line.split(" "))
        .filter(values -> values.length == names.size())
        .filter(values -> values[names.indexOf("srv_name")].equals(server))
        .forEach(values -> names.forEach(name -> state.put(name, values[names.indexOf(name)])));
    return state;
  }
}
