import type { Row } from '../report.ts'
import { measureTraceTime } from './trace-time.ts'
import { measureTrailCost } from './trail-cost.ts'

/** How long a trace takes, and what it costs that there is one. */
export async function measureTrace(assembly: string): Promise<Row[]> {
  return [...(await measureTrailCost(assembly)), ...(await measureTraceTime(assembly))]
}
