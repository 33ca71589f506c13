/**
 * How long streams and consumers are CREATING, UPDATING and DELETING. AWS documents no time; it takes seconds, or
 * minutes for many shards.
 */
export const TRANSITION_MS = 1_000
