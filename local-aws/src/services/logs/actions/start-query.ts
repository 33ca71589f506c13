import type { Account } from '../../../account.ts'
import { invalidParameter, notFound } from '../errors.ts'
import { malformedQuery } from '../insights/malformed-query.ts'
import { MAX_LIMIT } from '../insights/parser.ts'
import { QueryPlan } from '../insights/plan.ts'
import type { Queries } from '../insights/queries.ts'
import type { LogGroup } from '../log-group.ts'
import type { LogGroups } from '../log-groups.ts'

export interface StartQueryInput {
  queryLanguage?: string
  logGroupName?: string
  logGroupNames?: string[]
  logGroupIdentifiers?: string[]
  /** Seconds since the epoch, inside the range as `endTime` is. */
  startTime: number
  endTime: number
  queryString: string
  limit?: number
}

const MAX_GROUPS = 50

/** Checks a query and starts it. */
export function startQuery(
  account: Account,
  groups: LogGroups,
  queries: Queries,
  input: StartQueryInput,
): object {
  const { queryString, queryLanguage = 'CWLI', limit } = input
  if (queryLanguage !== 'CWLI') {
    const span = { start: 0, end: queryString.length }
    throw malformedQuery(
      `the local AWS does not simulate the query language ${queryLanguage}: use CWLI`,
      span,
    )
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)) {
    throw invalidParameter(`limit must be a whole number from 1 to ${MAX_LIMIT}, not ${limit}.`)
  }
  const [startMs, endMs] = [toMilliseconds('startTime', input), toMilliseconds('endTime', input)]
  if (startMs > endMs) {
    throw invalidParameter(`startTime ${input.startTime} must not be later than endTime ${input.endTime}.`)
  }
  const queried = queriedGroups(groups, input)
  const plan = new QueryPlan(queryString, account.clock.now(), limit)
  const { id } = queries.start({ queryString, plan, groups: queried, startMs, endMs })
  return { queryId: id }
}

/** Seconds up to the year 5138. */
const MAX_SECONDS = 1e11

/** AWS documents seconds; it takes milliseconds as well, and clients rely on it. */
function toMilliseconds(name: 'startTime' | 'endTime', input: StartQueryInput): number {
  const time = input[name]
  if (!Number.isInteger(time) || time < 0) {
    throw invalidParameter(`${name} must be whole seconds since January 1, 1970, 00:00:00 UTC, not ${time}.`)
  }
  return time < MAX_SECONDS ? time * 1000 : time
}

/** "A StartQuery operation must include exactly one of the following parameters". */
function queriedGroups(groups: LogGroups, input: StartQueryInput): LogGroup[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = input
  const given = [logGroupName === undefined ? undefined : [logGroupName], logGroupNames, logGroupIdentifiers]
  const [identifiers, ...more] = given.filter(names => names !== undefined)
  if (!identifiers || more.length > 0) {
    throw invalidParameter(
      'StartQuery takes exactly one of logGroupName, logGroupNames and logGroupIdentifiers; ' +
        'the local AWS does not simulate SOURCE.',
    )
  }
  if (identifiers.length < 1 || identifiers.length > MAX_GROUPS) {
    throw invalidParameter(`A query has 1 to ${MAX_GROUPS} log groups, not ${identifiers.length}.`)
  }
  return [...new Set(identifiers)].map(identifier => requireGroup(groups, identifier))
}

/** "If you specify an ARN, … Don't include an * at the end." */
function requireGroup(groups: LogGroups, identifier: string): LogGroup {
  if (identifier.includes('*')) {
    throw invalidParameter(
      `The log group identifier ${identifier} must be a name, or an ARN without :* at its end.`,
    )
  }
  const group = groups.require(identifier)
  if (identifier !== group.name && identifier !== group.arn) throw notFound('log group')
  return group
}
