import { type Compiled, compiledValue } from './compiled.ts'
import { GENERAL_FUNCTIONS, REFUSED_FUNCTIONS } from './functions/general.ts'
import { NUMERIC_FUNCTIONS } from './functions/numeric.ts'
import type { ScalarFunction } from './functions/scalar-function.ts'
import { STRING_FUNCTIONS } from './functions/strings.ts'
import { malformedQuery } from './malformed-query.ts'
import { type Period, toPeriod } from './period.ts'
import type { Surroundings } from './surroundings.ts'
import type { Expression } from './syntax-tree.ts'
import { finite, numberOf } from './value.ts'

type Call = Expression & { kind: 'call' }
type Compile = (argument: Expression) => Compiled

const SCALAR_FUNCTIONS = new Map<string, ScalarFunction>(
  Object.entries({ ...GENERAL_FUNCTIONS, ...NUMERIC_FUNCTIONS, ...STRING_FUNCTIONS }),
)

/**
 * @param compile for arguments
 * @throws AwsError `MalformedQueryException` for unknown functions and wrong arguments
 */
export function compileCall(call: Call, surroundings: Surroundings, compile: Compile): Compiled {
  const compiled =
    SPECIAL_FUNCTIONS.get(call.name)?.(call, surroundings, compile) ?? surroundings.aggregate?.(call)
  if (compiled) return compiled
  const scalar = SCALAR_FUNCTIONS.get(call.name)
  if (scalar) return compileScalar(call, scalar, compile)
  if (REFUSED_FUNCTIONS.includes(call.name)) {
    throw malformedQuery(`the local AWS does not simulate the function ${call.name}`, call)
  }
  throw malformedQuery(`unknown function ${call.name}, or one that only stats has`, call)
}

function compileScalar(call: Call, scalar: ScalarFunction, compile: Compile): Compiled {
  requireArguments(call, ...scalar.arity)
  const operands = call.arguments.map(compile)
  const print = scalar.print ?? 'rounded'
  // What gives back one of its arguments gives times back as times.
  const isTime = call.name === 'coalesce' || call.name === 'if' ? operands.at(-1)?.print : undefined
  return compiledValue(row => scalar.apply(operands.map(({ read }) => read(row))), isTime ?? print)
}

const SPECIAL_FUNCTIONS = new Map<
  string,
  (call: Call, surroundings: Surroundings, compile: Compile) => Compiled
>([
  ['now', compileNow],
  ['bin', compileBin],
  ['datefloor', (call, _, compile) => compileRounding(call, compile, 'floor')],
  ['dateceil', (call, _, compile) => compileRounding(call, compile, 'ceil')],
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

function compileRounding(call: Call, compile: Compile, way: keyof Period): Compiled {
  requireArguments(call, 2, 2)
  const [time] = call.arguments
  if (!time) throw malformedQuery(`${call.name} takes a time and a period`, call)
  return rounded(compile(time), periodArgument(call, 1), way)
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
