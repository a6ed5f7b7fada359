/** A target on a platform: containers of an app on Heroku. It was checked against the schema that Heroku publishes, and has not met the real service. */
@NullMarked
package dev.slipway.deploy.heroku;

import org.jspecify.annotations.NullMarked;
