/**
 * Reads YAML as text at places, for the packages below {@code config} only: it is no API for users and may change with any release.
 * Start with {@link dev.slipway.config.yaml.YamlReader}.
 *
 * <p>Nothing is resolved: a scalar keeps its text, and whoever asks for it decides what it means. What is wrong is gathered in
 * {@link dev.slipway.config.yaml.Findings}, with its place.
 */
@NullMarked
package dev.slipway.config.yaml;

import org.jspecify.annotations.NullMarked;
