const HOUR = 60 * 60_000;

/**
 * Temporal asks again within an activity, which adds nothing to the history. After each of these times, in
 * milliseconds, the workflow hears why that was in vain, so that a query can tell. The last one repeats.
 */
export const HEARS_AFTER_MS = [60_000, HOUR, 24 * HOUR];
