/** Processes of this machine: as another one can recognise them, and programs that run to their end. Start with {@link dev.slipway.host.ProcessIdentity}. */
@NullMarked
package dev.slipway.host;

import org.jspecify.annotations.NullMarked;
