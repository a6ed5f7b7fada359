package dev.slipway.git;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/** Recognises a login that an SSH server refused. Apart, so that SSH classes are loaded for SSH only. */
final class SshRefusal {
  private SshRefusal() {}

  static boolean isIn(Throwable failure) {
    return Causes.find(failure, SshException.class)
        .map(SshException::getDisconnectCode)
        .filter(code -> code == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
            || code == SshConstants.SSH2_DISCONNECT_AUTH_CANCELLED_BY_USER)
        .isPresent();
  }
}
