package dev.slipway.testing;

import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;

/** How the processes of a session are noticed, and that they are gone. For one check. */
interface Signs {

  /** Returns lines of a script that come first in a command which is watched while it runs. */
  String begin();

  /** Begins to watch a command that has begun. */
  void watch() throws Exception;

  /** Begins to watch the next command, which may be over soon. Returns lines of a script that come first in it. */
  String beginBriefly(StepSession session) throws Exception;

  /** Returns a script without apostrophes that goes on for long and shows that it does. */
  String life();

  /** Waits until no process is there, while the session is open. Does nothing where only its end can tell. */
  void awaitGone() throws Exception;

  /** Waits until no process is there, after the session was closed. */
  void awaitGoneAfter(SessionSpec spec) throws Exception;
}
