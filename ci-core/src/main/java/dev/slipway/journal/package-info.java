/**
 * What is kept of builds: their events, logs and workspaces. Start with {@link dev.slipway.journal.BuildStore}.
 */
@NullMarked
package dev.slipway.journal;

import org.jspecify.annotations.NullMarked;
