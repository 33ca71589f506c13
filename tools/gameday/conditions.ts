import { loadMs, type Plan } from './plan.ts'
import { type Summary, spanText } from './summary.ts'

/** Under what conditions the figures were taken, a line each. */
export function conditions({ plan, place }: Pick<Summary, 'plan' | 'place'>): string[] {
  return [
    `${plan.rate} purchases a minute for ${spanText(loadMs(plan))}, of 24 customers in turn · ${place}`,
    ...(plan.timeScale > 1 ? [scaleNote(plan)] : []),
  ]
}

function scaleNote({ timeScale }: Plan): string {
  return (
    `time passes ${timeScale} × as fast there; functions run on real processors, so their work, and the start of one, ` +
    `looks ${timeScale} × as long`
  )
}
