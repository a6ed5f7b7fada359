package dev.slipway.git;

import java.util.Objects;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/** Gives user and password to the host they are meant for, and to no other it may redirect to. */
final class Login extends CredentialsProvider {
  private final Remote remote;
  private final Access access;
  private final Signs signs;

  Login(Remote remote, Access access, Signs signs) {
    this.remote = remote;
    this.access = access;
    this.signs = signs;
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (CredentialItem item : items) {
      if (!(item instanceof CredentialItem.Username)
          && !(item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish uri, CredentialItem... items) {
    signs.loginWanted = true;
    if (access.user() == null || access.password() == null || !isSameServer(uri)) {
      return false;
    }
    for (CredentialItem item : items) {
      if (item instanceof CredentialItem.Username user) {
        user.setValue(access.user());
      } else if (item instanceof CredentialItem.Password password) {
        password.setValue(access.password().reveal().toCharArray());
      } else {
        return false;
      }
    }
    return true;
  }

  private boolean isSameServer(URIish uri) {
    return Objects.equals(uri.getScheme(), remote.uri().getScheme())
        && Objects.equals(uri.getHost(), remote.uri().getHost())
        && uri.getPort() == remote.uri().getPort();
  }

  @Override
  public void reset(URIish uri) {
    signs.loginRefused = true;
  }
}
