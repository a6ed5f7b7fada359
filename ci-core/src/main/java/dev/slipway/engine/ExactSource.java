package dev.slipway.engine;

import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A source at a revision that is known, whatever it would resolve to by now. */
final class ExactSource implements Source {
  private final Source source;
  private final Revision revision;

  ExactSource(Source source, Revision revision) {
    this.source = Objects.requireNonNull(source, "source");
    this.revision = revision;
  }

  @Override
  public String description() {
    return source.description() + " at " + revision.shortId();
  }

  @Override
  public Revision resolve() {
    return revision;
  }

  @Override
  public void checkout(Revision wanted, Path directory) throws InterruptedException {
    source.checkout(wanted, directory);
  }

  @Override
  public List<Secret> secrets() {
    return source.secrets();
  }
}
