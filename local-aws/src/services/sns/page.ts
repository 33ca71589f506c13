import { invalidParameter } from './errors.ts'

/** "Each call returns a limited list, up to 100": topics and subscriptions alike. */
const PAGE_SIZE = 100

export function page<T>(all: Iterable<T>, nextToken: string | undefined): { items: T[]; NextToken?: string } {
  const start = nextToken ? startOf(nextToken) : 0
  const items = [...all]
  const end = start + PAGE_SIZE
  const next = end < items.length ? Buffer.from(`page:${end}`).toString('base64') : undefined
  return { items: items.slice(start, end), NextToken: next }
}

function startOf(nextToken: string): number {
  const match = /^page:(\d+)$/.exec(Buffer.from(nextToken, 'base64').toString())
  if (!match) throw invalidParameter(`NextToken Reason: ${nextToken} was not given out`)
  return Number(match[1])
}
