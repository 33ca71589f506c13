import type { Source } from '../clients/pipelines/event-sources.ts'
import type { DeployedFunction } from '../clients/pipelines/functions.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'
import { messagesIn } from '../clients/pipelines/queues.ts'
import type { AlarmState } from './alarm-states.ts'
import type { KeyState } from './key-states.ts'

/** Something that needs somebody. */
export interface Problem {
  readonly kind: 'alarm' | 'dead-letters' | 'undelivered' | 'event-source' | 'function' | 'key'
  /** The alarm, the queue, the key's id, or the function's service. */
  readonly name: string
  readonly text: string
  /** ISO 8601, where it is known. */
  readonly since?: string
}

/** What {@link problemsOf} judges by. */
export interface Facts {
  readonly pipelines: Pipelines
  readonly alarms: readonly AlarmState[]
  readonly keys: readonly KeyState[]
}

/** What is switched off comes first: it is a cause where the others are effects. */
export function problemsOf({ pipelines, alarms, keys }: Facts): Problem[] {
  const { functions, queues, sources } = pipelines
  return [
    ...keys.flatMap(keyProblem),
    ...functions.flatMap(functionProblem),
    ...sources.flatMap(source => sourceProblems(source, functions)),
    ...queues.flatMap(queue => withoutSource(queue, sources)),
    ...queues.flatMap(letters).toSorted((a, b) => a.name.localeCompare(b.name)),
    ...alarms.flatMap(alarmProblem),
  ]
}

function keyProblem({ id, state, description, problem }: KeyState): Problem[] {
  if (state === 'Enabled') return []
  const what = description ? ` (${description})` : ''
  const text = problem
    ? `the KMS key ${id} cannot be looked at: ${problem}`
    : `the KMS key ${id}${what} is ${words(state)}`
  return [{ kind: 'key', name: id, text }]
}

function functionProblem({ service, reservedConcurrency }: DeployedFunction): Problem[] {
  if (reservedConcurrency !== 0) return []
  return [{ kind: 'function', name: service, text: `${service} is stopped: its reserved concurrency is 0` }]
}

/** Those that pass by themselves. */
const PASSING = ['Creating', 'Enabling', 'Updating']

function sourceProblems(
  { id, functionName, state, lastResult = '' }: Source,
  functions: Pipelines['functions'],
) {
  const name = functions.find(each => each.name === functionName)?.service ?? functionName
  const problem = (text: string): Problem => ({ kind: 'event-source', name, text })
  const isOff = state !== 'Enabled' && !PASSING.includes(state)
  // That a function failed is counted, and has alarms of its own.
  const hasProblem = lastResult.startsWith('PROBLEM') && !lastResult.includes('Function call failed')
  return [
    ...(isOff ? [problem(`the event source of ${name} is ${words(state)} (${id})`)] : []),
    ...(hasProblem ? [problem(`the event source of ${name} says "${lastResult}"`)] : []),
  ]
}

function withoutSource({ name, arn, role }: Queue, sources: readonly Source[]): Problem[] {
  if (role !== 'work' || sources.some(source => source.arn === arn)) return []
  return [
    { kind: 'event-source', name, text: `no function takes messages of ${name}: it has no event source` },
  ]
}

function letters({ name, role, depth }: Queue): Problem[] {
  const count = messagesIn(depth)
  if (role === 'work' || count === 0) return []
  const plural = count === 1 ? '' : 's'
  return role === 'dead-letter'
    ? [{ kind: 'dead-letters', name, text: `${count} dead letter${plural} in ${name}` }]
    : [{ kind: 'undelivered', name, text: `${count} undelivered message${plural} in ${name}` }]
}

function alarmProblem({ name, state, since, description, reason }: AlarmState): Problem[] {
  if (state !== 'ALARM') return []
  return [{ kind: 'alarm', name, text: `${name}: ${firstWords(description || reason)}`, since }]
}

/** Up to the end of the first sentence, or to its colon. */
function firstWords(text: string): string {
  return /^.*?(?=[.:!?](\s|$))/s.exec(text)?.[0] ?? text
}

/** `PendingDeletion` is `pending deletion`. */
function words(state: string): string {
  return state.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}
