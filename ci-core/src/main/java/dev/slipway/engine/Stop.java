package dev.slipway.engine;

import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;

/**
 * Why a step, or a whole build, is asked to stop.
 *
 * @param outcome what it then comes to
 * @param reason why
 * @param isFinal whether no other attempt may follow
 */
record Stop(Outcome outcome, Reason reason, boolean isFinal) {}
