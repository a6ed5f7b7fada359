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
 * @since 0.1
 */
public record TargetState(
    URI address, int serving, List<RunningRelease> running, Set<Integer> kept) {
  /**
   * Makes a state.
   *
   * @throws NullPointerException if a part is null
   */
  public TargetState {
    Objects.requireNonNull(address, "address");
    running = List.copyOf(running);
    kept = Set.copyOf(kept);
  }

  /** Returns whether a release runs. */
  public boolean runs(int number) {
    return running.stream().anyMatch(r -> r.number() == number);
  }
}
