/** Who runs: a process as another one can recognise it. Start with {@link dev.slipway.host.ProcessIdentity}. */
@NullMarked
package dev.slipway.host;

import org.jspecify.annotations.NullMarked;
