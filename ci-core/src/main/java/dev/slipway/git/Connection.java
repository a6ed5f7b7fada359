package dev.slipway.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;

/** The way from a mirror to its remote. */
final class Connection {
  private final Remote remote;
  private final Access access;
  private final Signs signs = new Signs();

  Connection(Remote remote, Access access) {
    this.remote = remote;
    this.access = access;
  }

  Remote remote() {
    return remote;
  }

  Signs signs() {
    return signs;
  }

  /** Brings what the specifications name, and forgets what the remote has no more. */
  FetchResult fetch(Repository repository, Path home, ProgressMonitor monitor, List<RefSpec> specs)
      throws IOException {
    if (remote.isSsh()) {
      try (SshdSessionFactory sessions = new SshSessions(remote, access, signs).factory(home)) {
        return fetch(repository, monitor, specs, sessions);
      }
    }
    try (Transport transport = Transport.open(repository, remote.uri())) {
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(new HttpWatch(signs));
        http.setCredentialsProvider(new Login(remote, access, signs));
      }
      return run(transport, monitor, specs);
    }
  }

  private FetchResult fetch(
      Repository repository,
      ProgressMonitor monitor,
      List<RefSpec> specs,
      SshdSessionFactory sessions)
      throws IOException {
    try (Transport transport = Transport.open(repository, remote.uri())) {
      ((SshTransport) transport).setSshSessionFactory(sessions);
      return run(transport, monitor, specs);
    }
  }

  private static FetchResult run(Transport transport, ProgressMonitor monitor, List<RefSpec> specs)
      throws IOException {
    transport.setTagOpt(TagOpt.NO_TAGS);
    transport.setRemoveDeletedRefs(true);
    return transport.fetch(monitor, specs);
  }
}
