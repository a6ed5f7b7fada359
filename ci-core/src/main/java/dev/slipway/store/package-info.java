/**
 * What outlives processes and is shared by them: a database, the versions of its tables, and leases. Start with
 * {@link dev.slipway.store.Database}.
 */
@NullMarked
package dev.slipway.store;

import org.jspecify.annotations.NullMarked;
