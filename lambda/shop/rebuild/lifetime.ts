const KEPT_SECONDS = 30 * 86_400

/** When what is noted of a rebuild expires, in seconds since 1970: what it found is of use for a while after its end. */
export function expiryOfNotes(now = new Date()): number {
  return Math.floor(now.getTime() / 1_000) + KEPT_SECONDS
}
