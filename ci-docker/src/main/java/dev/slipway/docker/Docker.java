package dev.slipway.docker;

import dev.slipway.time.Time;

/**
 * What the sessions of a runtime share.
 *
 * @param engine the engine
 * @param images its images
 * @param tenant who uses it
 * @param time where threads and pauses come from
 * @param cleaner removes what is not needed any more
 * @param sandboxes networks that are made ahead
 * @param shared containers that steps hand on
 * @param kept containers that people can get into
 * @param shells which images have none
 * @param workspaces how containers get the files of a build
 */
record Docker(
    Engine engine,
    Images images,
    Tenant tenant,
    Time time,
    Cleaner cleaner,
    Sandboxes sandboxes,
    SharedContainers shared,
    KeptContainers kept,
    Shells shells,
    Workspaces workspaces) {}
