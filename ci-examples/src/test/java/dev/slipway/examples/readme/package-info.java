/** The listings of the README, each between {@code // listing} and {@code // end}; {@code ReadmeTest} compares them. */
package dev.slipway.examples.readme;
