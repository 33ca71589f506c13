/** Where something of a person may be held. Only counts come out of it, never what it holds. */
export interface Store {
  /** For people: `consents`. */
  readonly name: string
  /** How much it holds of the person. */
  find(): Promise<number>
  /**
   * Deletes that, or makes it nobody's. Safe to interrupt and to repeat.
   *
   * @returns of how much
   */
  erase(): Promise<number>
}
