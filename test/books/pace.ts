/**
 * Delays of the services, time-outs, waits between attempts and landings all shrink by this factor, so that what takes
 * minutes takes seconds and still comes in the same order.
 */
const FACTOR = 20;

/** @param ms as it would be in earnest, in milliseconds */
export const shrunk = (ms: number): number => Math.max(1, Math.round(ms / FACTOR));
