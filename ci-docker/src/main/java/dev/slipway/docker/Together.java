package dev.slipway.docker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Questions that several threads have at the same time, and one of them asks. Thread-safe. */
final class Together<K, V> {
  private final ConcurrentMap<K, CompletableFuture<V>> asked = new ConcurrentHashMap<>();

  /** Returns the answer to a question that is being asked, or asks it. */
  V ask(K key, Supplier<V> question) throws InterruptedException {
    CompletableFuture<V> own = new CompletableFuture<>();
    CompletableFuture<V> other = asked.putIfAbsent(key, own);
    if (other != null) {
      try {
        return other.get();
      } catch (ExecutionException e) {
        return question.get(); // whoever asked may have been interrupted
      }
    }
    try {
      V answer = question.get();
      asked.remove(key, own);
      own.complete(answer);
      return answer;
    } catch (RuntimeException | Error e) {
      asked.remove(key, own);
      own.completeExceptionally(e);
      throw e;
    }
  }
}
