import { compileExpression, type Surroundings } from './compile-expression.ts'
import { type Compiled, compiledValue } from './compiled.ts'
import { GENERAL_FUNCTIONS, REFUSED_FUNCTIONS } from './functions/general.ts'
import { NUMERIC_FUNCTIONS } from './functions/numeric.ts'
import type { ScalarFunction } from './functions/scalar-function.ts'
import { STRING_FUNCTIONS } from './functions/strings.ts'
import { malformedQuery } from './malformed-query.ts'
import { type Period, toPeriod } from './period.ts'
import type { Expression } from './syntax-tree.ts'
import { finite, numberOf } from './value.ts'

type Call = Expression & { kind: 'call' }

const SCALAR_FUNCTIONS = new Map<string, ScalarFunction>(
  Object.entries({ ...GENERAL_FUNCTIONS, ...NUMERIC_FUNCTIONS, ...STRING_FUNCTIONS }),
)

/** @throws AwsError `MalformedQueryException` for unknown functions and wrong arguments */
export function compileCall(call: Call, surroundings: Surroundings): Compiled {
  const special = SPECIAL_FUNCTIONS.get(call.name) ?? surroundings.aggregate
  const compiled = special?.(call, surroundings)
  if (compiled) return compiled
  const scalar = SCALAR_FUNCTIONS.get(call.name)
  if (scalar) return compileScalar(call, scalar, surroundings)
  if (REFUSED_FUNCTIONS.includes(call.name)) {
    throw malformedQuery(`the local AWS does not simulate the function ${call.name}`, call)
  }
  throw malformedQuery(`unknown function ${call.name}, or one that only stats has`, call)
}

function compileScalar(call: Call, scalar: ScalarFunction, surroundings: Surroundings): Compiled {
  requireArguments(call, ...scalar.arity)
  const operands = call.arguments.map(argument => compileExpression(argument, surroundings))
  const print = scalar.print ?? 'rounded'
  // What gives back one of its arguments gives times back as times.
  const isTime = call.name === 'coalesce' || call.name === 'if' ? operands.at(-1)?.print : undefined
  return compiledValue(row => scalar.apply(operands.map(({ read }) => read(row))), isTime ?? print)
}

const SPECIAL_FUNCTIONS = new Map<string, (call: Call, surroundings: Surroundings) => Compiled>([
  ['now', compileNow],
  ['bin', compileBin],
  ['datefloor', (call, surroundings) => compileRounding(call, surroundings, 'floor')],
  ['dateceil', (call, surroundings) => compileRounding(call, surroundings, 'ceil')],
])

/** "the time that the query processing was started, in epoch seconds" */
function compileNow(call: Call, { now }: Surroundings): Compiled {
  requireArguments(call, 0, 0)
  const seconds = Math.floor(now / 1000)
  return compiledValue(() => seconds, 'plain')
}

/** "Rounds the value of @timestamp to the given period and then truncates." */
function compileBin(call: Call, { scope }: Surroundings): Compiled {
  requireArguments(call, 1, 1)
  const time = scope.field(['@timestamp'], call)
  return rounded(time, periodArgument(call, 0), 'floor')
}

function compileRounding(call: Call, surroundings: Surroundings, way: keyof Period): Compiled {
  requireArguments(call, 2, 2)
  const [time] = call.arguments
  if (!time) throw malformedQuery(`${call.name} takes a time and a period`, call)
  return rounded(compileExpression(time, surroundings), periodArgument(call, 1), way)
}

function rounded({ read }: Compiled, period: Period, way: keyof Period): Compiled {
  return compiledValue(row => {
    const ms = numberOf(read(row))
    return ms === undefined ? undefined : finite(period[way](ms))
  }, 'time')
}

function periodArgument(call: Call, index: number): Period {
  const argument = call.arguments[index]
  if (argument?.kind === 'period') return toPeriod(argument.count, argument.unit, argument)
  throw malformedQuery(`${call.name} takes a period such as 5m, not ${argument?.text}`, argument ?? call)
}

export function requireArguments(call: Call, least: number, most: number): void {
  const count = call.arguments.length
  if (count >= least && count <= most) return
  const expected = least === most ? least : `${least} to ${most}`
  throw malformedQuery(`${call.name} takes ${expected} arguments, not ${count}`, call)
}
