package dev.slipway.git;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host keys of a known_hosts file. What is not there is refused, and nothing is ever added. */
final class KnownHosts implements ServerKeyDatabase {
  private static final Logger log = LoggerFactory.getLogger(KnownHosts.class);
  private static final int DEFAULT_PORT = 22;

  private final String host;
  private final int port;
  private final List<KnownHostEntry> entries;
  private final Signs signs;

  KnownHosts(Remote remote, Path file, Signs signs) throws IOException {
    this.host = remote.uri().getHost();
    this.port = remote.uri().getPort() > 0 ? remote.uri().getPort() : DEFAULT_PORT;
    this.entries = KnownHostEntry.readKnownHostEntries(file);
    this.signs = signs;
  }

  @Override
  public List<PublicKey> lookup(
      String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
    return keys(null);
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remoteAddress,
      PublicKey serverKey,
      Configuration config,
      @Nullable CredentialsProvider provider) {
    boolean known = contains(keys(null), serverKey) && !contains(keys("revoked"), serverKey);
    if (!known) {
      signs.hostKeyRefused = true;
    }
    return known;
  }

  private static boolean contains(List<PublicKey> keys, PublicKey key) {
    return keys.stream().anyMatch(known -> KeyUtils.compareKeys(known, key));
  }

  private List<PublicKey> keys(@Nullable String marker) {
    List<PublicKey> keys = new ArrayList<>();
    for (KnownHostEntry entry : entries) {
      if (Objects.equals(marker, entry.getMarker()) && entry.isHostMatch(host, port)) {
        addKey(entry, keys);
      }
    }
    return keys;
  }

  private static void addKey(KnownHostEntry entry, List<PublicKey> keys) {
    try {
      PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
      if (key != null) {
        keys.add(key);
      }
    } catch (IOException | GeneralSecurityException unreadable) {
      // A key of a kind that is not supported cannot match any key of a server.
      log.debug("A known host's key cannot be read and counts for nothing", unreadable);
    }
  }
}
