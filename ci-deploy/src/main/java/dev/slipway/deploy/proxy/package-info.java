/** The proxies that stand in front of servers and lead the users' requests to them. */
@NullMarked
package dev.slipway.deploy.proxy;

import org.jspecify.annotations.NullMarked;
