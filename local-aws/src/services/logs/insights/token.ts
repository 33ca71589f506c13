import type { Span } from './malformed-query.ts'

/** The least part of a query that means something. */
export type Token = Span &
  (
    | {
        kind: 'name'
        path: string[] /** As it is written, without backticks. */
        name: string
        quoted: boolean
      }
    | { kind: 'number'; value: number }
    | { kind: 'period'; count: number; unit: string }
    | { kind: 'string'; value: string }
    | { kind: 'symbol'; symbol: string }
    | { kind: 'end' }
  )
