/**
 * Files of this machine, for the packages that keep something in them. Not meant for others. Start with
 * {@link dev.slipway.file.FileTrees}.
 */
@NullMarked
package dev.slipway.file;

import org.jspecify.annotations.NullMarked;
