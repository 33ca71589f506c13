/** Whether a subscription's filter lets an event of a type through; `maybe` where its other content decides. */
export type Verdict = 'yes' | 'no' | 'maybe'

type Filter = Readonly<Record<string, unknown>>

/**
 * What a filter on the message's body says of an event of which only the type is known.
 *
 * @param filter undefined where there is none
 * @param type the CloudEvents type
 */
export function verdictOn(filter: Filter | undefined, type: string): Verdict {
  if (filter === undefined) return 'yes'
  return every(Object.entries(filter).map(([key, condition]) => verdictOnKey(key, condition, type)))
}

function verdictOnKey(key: string, condition: unknown, type: string): Verdict {
  if (key === '$or') return some((condition as Filter[]).map(filter => verdictOn(filter, type)))
  if (key !== 'type' || !Array.isArray(condition)) return 'maybe'
  return some(condition.map(alternative => verdictOnType(alternative, type)))
}

function verdictOnType(alternative: unknown, type: string): Verdict {
  if (typeof alternative === 'string') return yesIf(alternative === type)
  if (typeof alternative !== 'object' || alternative === null) return 'no'
  const { prefix, suffix, exists } = alternative as { prefix?: unknown; suffix?: unknown; exists?: unknown }
  if (typeof prefix === 'string') return yesIf(type.startsWith(prefix))
  if (typeof suffix === 'string') return yesIf(type.endsWith(suffix))
  if (typeof exists === 'boolean') return yesIf(exists)
  return 'maybe'
}

function yesIf(holds: boolean): Verdict {
  return holds ? 'yes' : 'no'
}

function every(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('no') ? 'no' : verdicts.includes('maybe') ? 'maybe' : 'yes'
}

function some(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('yes') ? 'yes' : verdicts.includes('maybe') ? 'maybe' : 'no'
}
