import type { Safety } from './commands.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** Why there was nothing to do for an id. */
export function nothingOf({ queues }: Safety, id: string): string {
  const inFlight = queues.reduce((sum, { queue }) => sum + queue.depth.inFlight, 0)
  return `No queue shows a message of ${id}.${hiddenByOthers(inFlight)}`
}

/** Why there was nothing to do in a queue. */
export function nothingIn({ queue }: SafetyQueue): string {
  return `${queue.name} shows no message.${hiddenByOthers(queue.depth.inFlight)}`
}

function hiddenByOthers(inFlight: number): string {
  if (inFlight === 0) return ''
  return ` ${inFlight} are hidden, because somebody has just received them: try again in a minute.`
}
