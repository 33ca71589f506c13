import { requireArguments } from '../compile-call.ts'
import type { Compiled } from '../compiled.ts'
import { malformedQuery } from '../malformed-query.ts'
import type { PrintStyle } from '../print.ts'
import type { Expression } from '../syntax-tree.ts'
import type { AggregateMaker } from './accumulator.ts'
import { earliestOf, firstSortedOf, lastSortedOf, latestOf, maximumOf, minimumOf } from './choices.ts'
import { countOf, distinctCountOf } from './counts.ts'
import { averageOf, deviationOf, medianOf, percentileOf, sumOf } from './numbers.ts'

const OF_ONE = new Map<string, (compiled: Compiled) => AggregateMaker>([
  ['count_distinct', distinctCountOf],
  ['sum', sumOf],
  ['avg', averageOf],
  ['stddev', deviationOf],
  ['median', medianOf],
  ['min', minimumOf],
  ['max', maximumOf],
  ['earliest', earliestOf],
  ['latest', latestOf],
  ['sortsfirst', firstSortedOf],
  ['sortslast', lastSortedOf],
])
/** Those that give one of the values back. */
const CHOOSING: readonly string[] = ['min', 'max', 'earliest', 'latest', 'sortsfirst', 'sortslast']
const NEEDING_EVENTS: readonly string[] = ['earliest', 'latest']

export interface Aggregate {
  make: AggregateMaker
  print: PrintStyle
}

/**
 * @param compile for arguments, in the scope before `stats`
 * @returns undefined where the function is no aggregate function
 * @throws AwsError `MalformedQueryException`
 */
export function compileAggregate(
  call: Expression & { kind: 'call' },
  ofEvents: boolean,
  compile: (argument: Expression) => Compiled,
): Aggregate | undefined {
  if (call.name === 'count') return { make: countOf(counted(call, compile)), print: 'plain' }
  if (call.name === 'pct') return percentile(call, compile)
  const make = OF_ONE.get(call.name)
  if (!make) return undefined
  requireArguments(call, 1, 1)
  if (NEEDING_EVENTS.includes(call.name) && !ofEvents) {
    throw malformedQuery(
      `Unknown symbols found in or after stats: @timestamp, which ${call.name} needs`,
      call,
    )
  }
  const compiled = compile(call.arguments[0] as Expression)
  const isTime = CHOOSING.includes(call.name) && compiled.print === 'time'
  return { make: make(compiled), print: isTime ? 'time' : 'rounded' }
}

function counted(call: Expression & { kind: 'call' }, compile: (argument: Expression) => Compiled) {
  requireArguments(call, 0, 1)
  const [argument] = call.arguments
  return !argument || argument.kind === 'everything' ? undefined : compile(argument)
}

function percentile(
  call: Expression & { kind: 'call' },
  compile: (argument: Expression) => Compiled,
): Aggregate {
  requireArguments(call, 2, 2)
  const [ranked, percent] = call.arguments as [Expression, Expression]
  const value = percent.kind === 'literal' ? percent.value : undefined
  if (typeof value !== 'number' || value > 100) {
    throw malformedQuery(`pct takes a percentage from 0 to 100, not ${percent.text}`, percent)
  }
  return { make: percentileOf(compile(ranked), value), print: 'rounded' }
}
