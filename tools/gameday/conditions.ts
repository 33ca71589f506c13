import { loadMs, type Plan } from './plan.ts'
import { type Summary, spanText } from './summary.ts'

/** The conditions of the measurement, one per line. */
export function conditions({ plan, place }: Pick<Summary, 'plan' | 'place'>): string[] {
  return [
    `${plan.rate} purchases per minute for ${spanText(loadMs(plan))}, by 24 customers in turn · ${place}`,
    ...(plan.timeScale > 1 ? [scaleNote(plan)] : []),
  ]
}

function scaleNote({ timeScale }: Plan): string {
  return (
    `time passes ${timeScale} × as fast there; functions run on real processors, so their work and their start ` +
    `look ${timeScale} × as long`
  )
}
