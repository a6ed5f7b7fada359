/**
 * Asks a running application over HTTP whether it works, once or until a deadline, and reports every attempt. Start with
 * {@link dev.slipway.smoke.SmokeTest}. The only package of its module that knows which HTTP client is underneath for this.
 */
@NullMarked
package dev.slipway.smoke;

import org.jspecify.annotations.NullMarked;
