package dev.slipway.runtime;

import dev.slipway.model.LogStream;

/**
 * Takes what commands write. Called from several threads; calls for one stream come from one thread at a time. A call may block, and
 * so hold back the command that writes.
 *
 * <p>The bytes of one stream come in order. The two streams have no exact order in common: what a command writes to both within a
 * few milliseconds may change places. {@code 2>&1} in the command gives an exact order, on standard output.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface OutputSink {
  /** Takes bytes as they were written, in any encoding. The array may be changed after the call. */
  void write(LogStream stream, byte[] bytes, int offset, int length);
}
