package dev.slipway.deploy.proxy;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.time.Time;
import java.util.Map;

/**
 * A proxy that spreads requests over several servers and can be told to leave one of them out. Its servers are told by the names that they have there. Thread-safe.
 *
 * @since 0.1
 */
public interface LoadBalancer {

  /**
   * Leads no new requests to a server, and waits until those that it still answers are over, or a limit of the proxy's own is. Does nothing to a server that gets none.
   *
   * @throws TargetException if the proxy cannot be reached or does not know the server
   * @throws InterruptedException if the thread is interrupted; the server gets no new requests then
   */
  void drain(String server, Time time) throws InterruptedException;

  /**
   * Leads requests to a server again, and waits until the proxy does, which it may not before it has seen that the server is well.
   *
   * @throws TargetException if the proxy cannot be reached, does not know the server, or does not find it well within a limit of its own
   * @throws InterruptedException if the thread is interrupted
   */
  void restore(String server, Time time) throws InterruptedException;

  /**
   * Returns, by its name, in what state each server is that gets no requests now; empty if all do.
   *
   * @throws TargetException if the proxy cannot be reached
   */
  Map<String, String> leftOut(Time time) throws InterruptedException;
}
