package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.config.codeship.CodeshipStep;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** What the steps of one build share: images that are made once, containers whose volumes others see, and what has failed. Thread-safe. */
final class CodeshipSite {
  private final String buildId;
  private final CodeshipBuild facts;
  private final ReentrantLock imageLock = new ReentrantLock();
  private final Map<String, String> images = new HashMap<>(); // guarded by imageLock
  private final ReentrantLock volumeLock = new ReentrantLock();
  private final Map<String, String> containers = new HashMap<>(); // guarded by volumeLock
  private final Set<String> failed = ConcurrentHashMap.newKeySet();

  CodeshipSite(String buildId, CodeshipBuild facts) {
    this.buildId = buildId;
    this.facts = facts;
  }

  String buildId() {
    return buildId;
  }

  CodeshipBuild facts() {
    return facts;
  }

  /** Makes an image unless it is there; a step waits while another one makes its image, or any other, as one may be made of the other. */
  String image(String service, Making making) throws InterruptedException {
    return once(imageLock, images, service, making);
  }

  /** Makes the container whose volumes others see, unless it is there. */
  String container(String service, Making making) throws InterruptedException {
    return once(volumeLock, containers, service, making);
  }

  private static String once(
      ReentrantLock lock, Map<String, String> made, String name, Making making)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      String known = made.get(name);
      if (known == null) {
        known = making.make();
        made.put(name, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  List<String> containers() {
    volumeLock.lock();
    try {
      return List.copyOf(containers.values());
    } finally {
      volumeLock.unlock();
    }
  }

  void failed(CodeshipStep step) {
    failed.add(mark(step));
  }

  Optional<String> firstFailed(Collection<String> marks) {
    return marks.stream().filter(failed::contains).findFirst();
  }

  /** What tells a step from others, also from itself for another service. */
  static String mark(CodeshipStep step) {
    return step.common().place() + " " + step.service();
  }

  /** Makes something on the engine. */
  interface Making {
    String make() throws InterruptedException;
  }
}
