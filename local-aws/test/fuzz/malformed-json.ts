import type { Random } from '../../src/random.ts'
import { oddJson, pick } from './odd-values.ts'

/** How deep a document is changed. */
const DEEPEST = 20
/** Stands for a JSON text that `JSON.stringify` would not write. */
const PLACE = '\u0001odd\u0001'

interface Slot {
  holder: Record<string, unknown> | unknown[]
  key: string | number
}

/** Makes one thing in a JSON document wrong. */
export function malformJson(text: string, random: Random): string {
  const document = parsed(text)
  const slots = document === undefined ? [] : slotsOf(document)
  if (slots.length === 0) return oddJson(random)
  const slot = pick(slots, random)
  return pick([replace, replace, replace, replace, remove, add, duplicate, inText, wrap], random)(
    document,
    slot,
    random,
  )
}

function replace(document: unknown, { holder, key }: Slot, random: Random): string {
  Object.assign(holder, { [key]: PLACE })
  return written(document, oddJson(random))
}

function remove(document: unknown, { holder, key }: Slot): string {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return JSON.stringify(document)
}

function add(document: unknown, { holder }: Slot, random: Random): string {
  if (Array.isArray(holder)) holder.push(PLACE)
  else holder[pick(['Unknown', 'unknown', 'constructor', 'toString', '', 'a.b'], random)] = PLACE
  return written(document, oddJson(random))
}

function duplicate(document: unknown, { key }: Slot, random: Random): string {
  const name = JSON.stringify(pick([String(key), '__proto__'], random))
  return JSON.stringify(document).replace('{', () => `{${name}:${oddJson(random)},`)
}

/** Policies, patterns and other documents are JSON in a text. */
function inText(document: unknown, slot: Slot, random: Random): string {
  const inner = (slot.holder as Record<string, unknown>)[slot.key]
  if (typeof inner !== 'string' || !/^\s*[{[]/.test(inner)) return replace(document, slot, random)
  Object.assign(slot.holder, { [slot.key]: malformJson(inner, random) })
  return JSON.stringify(document)
}

function wrap(document: unknown, { holder, key }: Slot, random: Random): string {
  const value = (holder as Record<string, unknown>)[key]
  Object.assign(holder, {
    [key]: pick([[value], { a: value }, { [key]: value }, JSON.stringify(value)], random),
  })
  return JSON.stringify(document)
}

function written(document: unknown, odd: string): string {
  return JSON.stringify(document).replace(JSON.stringify(PLACE), () => odd)
}

function slotsOf(value: unknown, depth = 0): Slot[] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return []
  const holder = value as Slot['holder']
  const keys = Array.isArray(holder) ? holder.keys() : Object.keys(holder)
  return [...keys].flatMap(key => [
    { holder, key },
    ...slotsOf((holder as Record<string, unknown>)[key], depth + 1),
  ])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
