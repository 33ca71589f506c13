import { AGGREGATES, WINDOW_FUNCTIONS } from './aggregates.ts'
import { ARRAYS, MAPS } from './arrays.ts'
import { DATES } from './dates.ts'
import { JSON_FUNCTIONS } from './json.ts'
import { CONDITIONALS, MATH } from './math.ts'
import { BYTES_AND_URLS, REGULAR_EXPRESSIONS, STRINGS } from './strings.ts'
import type { Translation } from './translation.ts'

const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map(
  [
    AGGREGATES,
    ARRAYS,
    BYTES_AND_URLS,
    CONDITIONALS,
    DATES,
    JSON_FUNCTIONS,
    MAPS,
    MATH,
    REGULAR_EXPRESSIONS,
    STRINGS,
    WINDOW_FUNCTIONS,
  ].flatMap(family => Object.entries(family)),
)

export function translationOf(name: string): Translation | undefined {
  return TRANSLATIONS.get(name)
}

/** The functions that are translated, sorted by name. */
export function translatedFunctions(): string[] {
  return [...TRANSLATIONS.keys()].sort()
}
