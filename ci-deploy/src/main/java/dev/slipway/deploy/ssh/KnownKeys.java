package dev.slipway.deploy.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.Signature;

/**
 * Asks a server first for a key of a kind that is known of it, as OpenSSH does. A server has keys of several kinds and shows the one that is asked for first; without this it would be refused when another of
 * them is known.
 */
final class KnownKeys {
  private KnownKeys() {}

  /** Sets the order of a session that has not spoken yet, to one of the servers. */
  static void preferIn(Session session, Path knownHosts, Collection<Server> servers) {
    Set<String> known = kinds(knownHosts, servers);
    List<NamedFactory<Signature>> ordered = new ArrayList<>();
    for (boolean wanted : List.of(true, false)) {
      session.getSignatureFactories().stream()
          .filter(each -> known.contains(KeyUtils.getCanonicalKeyType(each.getName())) == wanted)
          .forEach(ordered::add);
    }
    session.setSignatureFactories(ordered);
  }

  private static Set<String> kinds(Path knownHosts, Collection<Server> servers) {
    Set<String> kinds = new HashSet<>();
    if (!Files.isReadable(knownHosts)) {
      return kinds;
    }
    try {
      for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(knownHosts)) {
        boolean plain = entry.getMarker() == null || entry.getMarker().isEmpty();
        if (plain && servers.stream().anyMatch(s -> entry.isHostMatch(s.host(), s.port()))) {
          kinds.add(KeyUtils.getCanonicalKeyType(entry.getKeyEntry().getKeyType()));
        }
      }
      return kinds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
