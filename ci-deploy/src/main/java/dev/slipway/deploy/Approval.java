package dev.slipway.deploy;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision that a deployment waits for or has waited for. It is about a digest: an approval of one artifact is none of another. Immutable.
 *
 * @param environment the name of the environment
 * @param name what the environment calls the approval
 * @param digest the digest of the artifact
 * @param askedBy which step of which build asked first, in words
 * @param askedAt when it did
 * @param decision what was decided; null if nothing was yet
 * @since 0.1
 */
public record Approval(
    String environment,
    String name,
    String digest,
    String askedBy,
    Instant askedAt,
    @Nullable Decision decision) {

  /**
   * What somebody decided.
   *
   * @param approved whether the artifact may be deployed
   * @param by who decided
   * @param reason why
   * @param at when
   */
  public record Decision(boolean approved, String by, String reason, Instant at) {
    /**
     * Makes a decision.
     *
     * @throws NullPointerException if a part is null
     */
    public Decision {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(at, "at");
    }
  }

  /**
   * Makes an approval.
   *
   * @throws NullPointerException if a part is null, but for the decision
   */
  public Approval {
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(askedBy, "askedBy");
    Objects.requireNonNull(askedAt, "askedAt");
  }
}
