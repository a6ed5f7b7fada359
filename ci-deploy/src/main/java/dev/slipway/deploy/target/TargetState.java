package dev.slipway.deploy.target;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is on a target. Immutable.
 *
 * @param address where the users' traffic arrives
 * @param serving the number of the release that has the traffic; 0 if none
 * @param running the releases that run
 * @param kept the numbers of the releases that can be started without their files
 * @param trouble what is not as it should be and is mended when the traffic is led to a release again, such as a place that serves another one; empty
 *     if nothing is
 * @since 0.1
 */
public record TargetState(
    URI address, int serving, List<RunningRelease> running, Set<Integer> kept, String trouble) {
  /**
   * Makes a state.
   *
   * @throws NullPointerException if a part is null
   */
  public TargetState {
    Objects.requireNonNull(address, "address");
    running = List.copyOf(running);
    kept = Set.copyOf(kept);
    Objects.requireNonNull(trouble, "trouble");
  }

  /**
   * Makes a state in which everything is as it should be.
   *
   * @throws NullPointerException if a part is null
   */
  public TargetState(URI address, int serving, List<RunningRelease> running, Set<Integer> kept) {
    this(address, serving, running, kept, "");
  }

  /** Returns whether a release runs. */
  public boolean runs(int number) {
    return running.stream().anyMatch(r -> r.number() == number);
  }
}
