/**
 * Opens a page in a headless Chromium, for smoke tests. The only package that knows Selenium, which users add themselves.
 */
@NullMarked
package dev.slipway.browser;

import org.jspecify.annotations.NullMarked;
