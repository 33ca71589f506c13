import { invalidParameter } from './errors.ts'

/** `$.a.b[0]["c.d"].*[*]`: the values that it leads to in a document; none where it leads nowhere. */
export type JsonSelector = (document: unknown) => unknown[]

/** As much text as can belong to a selector. */
export const SELECTOR = /\$(?:\.?\[(?:\d+|\*|'[^']*'|"[^"]*")\]|\.(?:[\w-]+|\*))*/y

const STEP = /\.?\[(?:(\d+)|(\*)|'([^']*)'|"([^"]*)")\]|\.(?:([\w-]+)|(\*))/g

/** @throws AwsError `InvalidParameterException` for a text that is no selector */
export function parseJsonSelector(text: string): JsonSelector {
  SELECTOR.lastIndex = 0
  if (SELECTOR.exec(text)?.[0].length !== text.length) {
    throw invalidParameter(`Invalid filter pattern: ${text} is no property selector.`)
  }
  const steps = [...text.matchAll(STEP)].map(([, index, anyElement, single, double, name, anyField]) =>
    anyElement || anyField ? everyChild : child(index ?? single ?? double ?? name ?? ''),
  )
  return document => steps.reduce<unknown[]>((values, step) => values.flatMap(step), [document])
}

function child(key: string): (value: unknown) => unknown[] {
  return value => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return []
    return [(value as Record<string, unknown>)[key]]
  }
}

function everyChild(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}
