package dev.slipway.git;

import dev.slipway.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** By what a repository lets us in. */
record Access(
    @Nullable String user,
    @Nullable Secret password,
    @Nullable Secret key,
    @Nullable Path keyFile,
    @Nullable Secret passphrase,
    @Nullable Path knownHosts) {

  static final Access NONE = new Access(null, null, null, null, null, null);

  Access withLogin(@Nullable String newUser, @Nullable Secret newPassword) {
    return new Access(newUser, newPassword, key, keyFile, passphrase, knownHosts);
  }

  Access withKey(@Nullable Secret newKey, @Nullable Path newKeyFile) {
    return new Access(user, password, newKey, newKeyFile, passphrase, knownHosts);
  }

  Access withPassphrase(Secret newPassphrase) {
    return new Access(user, password, key, keyFile, newPassphrase, knownHosts);
  }

  Access withKnownHosts(Path newKnownHosts) {
    return new Access(user, password, key, keyFile, passphrase, newKnownHosts);
  }

  List<Secret> secrets() {
    return Stream.of(password, key, passphrase).filter(Objects::nonNull).toList();
  }
}
