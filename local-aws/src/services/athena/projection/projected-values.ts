/** The values that the projection of one partition column has. */
export interface ProjectedValues {
  /** A regular expression, without groups, that at least every value matches. */
  readonly source: string
  /** Whether queries must state the value. */
  readonly injected: boolean
  /** Whether a text is one of the values. */
  has(value: string): boolean
}
