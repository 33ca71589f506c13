import { duration } from '../../terminal/duration.ts'
import {
  bold,
  columnLines,
  dim,
  fitted,
  green,
  oneLine,
  red,
  wrapped,
  yellow,
} from '../../terminal/terminal.ts'
import type { Session, SessionEvent } from './find-session.ts'
import type { ReaderState } from './reader-state.ts'

/** A line an event, in the order in which they arrived, and how the reader gets on where it has not counted all. */
export function sessionLines({ sessionId, since, events, readTo, reader }: Session): string[] {
  const unread =
    readTo === undefined ? [] : [yellow(fitted(`  read to ${readTo} only: go on by --since ${readTo}`))]
  if (events.length === 0) {
    return [
      `The stream has no event of ${sessionId} since ${since}: look further back by --since.`,
      ...unread,
    ]
  }
  return [
    bold(fitted(`Events of ${sessionId} since ${since}`)),
    ...columnLines([['arrived', 'happened', 'event', 'id', 'shard', 'trends'], ...events.map(cells)], {
      below: [[], ...events.map(reasons)],
    }),
    ...ending(events, reader),
    ...unread,
  ]
}

function cells({ arrivedAt, time, type, id, shardId, counted }: SessionEvent): string[] {
  const cells = [
    arrivedAt,
    time ?? '?',
    type ?? 'no event',
    id ?? '?',
    shardId.replace('shardId-', ''),
    counted,
  ]
  return cells.map(oneLine)
}

function reasons({ givenUp }: SessionEvent): string[] {
  return givenUp ? wrapped(`given up, ${givenUp.condition}: ${givenUp.key}`, '      ').map(red) : []
}

function ending(events: readonly SessionEvent[], reader: ReaderState): string[] {
  const open = events.filter(({ counted }) => counted !== 'counted').length
  if (open === 0) return [`  ${green('complete')}: all of them are counted in the trends`]
  return [
    yellow(
      fitted(
        `  ${open} of ${events.length} are not counted: not read yet, or broken, or of a type that trends ignore`,
      ),
    ),
    dim(fitted(`  ${inWords(reader)}`)),
  ]
}

function inWords({ service, state, lastResult, iteratorAgeMs }: ReaderState): string {
  if (service === undefined) return 'no function reads the stream'
  const age =
    iteratorAgeMs === undefined
      ? 'it has got no records in the last minutes'
      : `the records that it got last were ${duration(iteratorAgeMs)} old`
  const problem = lastResult === undefined || lastResult === 'OK' ? '' : `, which says "${lastResult}"`
  return `${service}: its event source is ${state?.toLowerCase()}${problem}; ${age}`
}
