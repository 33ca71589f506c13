/* For `npm start`, which runs it in the local AWS (`--log-lines`): what is printed about a line that a function logs. */
import type { Hop } from '../clients/trail.ts'

/** As the local AWS prints it. */
interface LiveLine {
  text: string
  level: 'info' | 'warn' | 'error'
}

const LEVELS: Readonly<Record<Hop['outcome'], LiveLine['level']>> = {
  done: 'info',
  retry: 'warn',
  'dead-lettered': 'error',
  refused: 'warn',
  failed: 'error',
}

/** A line a hop, with the id that `npm run trace` takes; other lines are left out. */
export default function hopLine(record: { message?: unknown } & Partial<Hop>): LiveLine | undefined {
  const { message, service, event = '', outcome, sentAt = '', receivedAt = '', doneAt = '' } = record
  if (message !== 'hop' || outcome === undefined) return undefined
  const times = `waited ${between(sentAt, receivedAt)} ms, worked ${between(receivedAt, doneAt)} ms`
  const what = [service, event, outcomeOf(record), times, record.correlationId, record.reason]
  return { text: what.filter(Boolean).join('  '), level: LEVELS[outcome] }
}

function outcomeOf({ outcome = 'done', receiveCount = 1, waitsFor }: Partial<Hop>): string {
  const again = receiveCount > 1 ? ` (receive ${receiveCount})` : ''
  return `${waitsFor ? `waits for ${waitsFor}` : outcome}${again}`
}

function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from))
}
