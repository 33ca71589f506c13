/**
 * How long streams and consumers are CREATING, UPDATING and DELETING. AWS promises no time; it takes seconds there,
 * and minutes for many shards.
 */
export const TRANSITION_MS = 1_000
