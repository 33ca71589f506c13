import type { Consumer } from './consumer.ts'
import type { Invoked } from './invocations.ts'

/** The region and date of the Lambda prices below. */
export const PRICES_OF = 'us-east-1, November 2026'

const USD_A_REQUEST = 0.2 / 1_000_000
const USD_A_GB_SECOND: Readonly<Record<string, number>> = { arm64: 0.0000133334, x86_64: 0.0000166667 }

/** The cost of the invocations in USD: a price per request, and one for memory over time. */
export function lambdaCost(
  { memoryMb, architecture }: Consumer,
  { invocations, durationMs }: Invoked,
): number {
  const gigabyteSeconds = (memoryMb / 1024) * (durationMs / 1_000)
  return invocations * USD_A_REQUEST + gigabyteSeconds * (USD_A_GB_SECOND[architecture] ?? 0)
}
