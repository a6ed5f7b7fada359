package dev.slipway.docker.workspace;

/**
 * Who owns the files of a copy. Immutable.
 *
 * @param user the number of the user, as it is within the container
 * @param group the number of the group
 * @since 0.1
 */
public record FileOwner(long user, long group) {}
