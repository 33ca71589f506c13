import type { Account } from '../../account.ts'
import { invalidRequest } from './errors.ts'
import { type FilterExpression, parseFilterExpression } from './filter-expression.ts'

/** In the words of the API. */
export interface InsightsConfiguration {
  InsightsEnabled?: boolean
  NotificationsEnabled?: boolean
}

/** A name and a filter expression for the traces that it stands for. */
export interface Group {
  readonly name: string
  readonly arn: string
  /** Empty where all traces are meant. */
  filterExpression: string
  holds: FilterExpression
}

/** How requests name a group: by one of the two. */
export interface GroupReference {
  GroupName?: string
  GroupARN?: string
}

export interface GroupSettings {
  FilterExpression?: string
  InsightsConfiguration?: InsightsConfiguration
}

/** "Default is a reserved name" (CreateGroup) */
const RESERVED = 'Default'
const MAX_NAME_CHARACTERS = 32

/** The groups of the account. */
export class Groups {
  readonly #account: Account
  readonly #groups = new Map<string, Group>()

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `InvalidRequestException` for a name that is taken, and for a filter expression that is invalid */
  create(name: string, settings: GroupSettings): Group {
    if (typeof name !== 'string' || name.length < 1 || name.length > MAX_NAME_CHARACTERS) {
      throw invalidRequest(
        `GroupName must have 1 to ${MAX_NAME_CHARACTERS} characters, unlike ${JSON.stringify(name)}.`,
      )
    }
    if (name === RESERVED || this.#groups.has(name)) {
      throw invalidRequest(`The group ${name} already exists.`)
    }
    const arn = this.#account.arn('xray', `group/${name}/${this.#account.random.hex(24).toUpperCase()}`)
    const group = { name, arn, ...filterOf(settings) }
    this.#groups.set(name, group)
    return group
  }

  /** @throws AwsError `InvalidRequestException` where there is none */
  get(reference: GroupReference): Group {
    const { GroupName, GroupARN } = reference
    if (GroupName === undefined && GroupARN === undefined) {
      throw invalidRequest('GroupName or GroupARN is required.')
    }
    const found = this.list().find(
      ({ name, arn }) =>
        (GroupName === undefined || GroupName === name) && (GroupARN === undefined || GroupARN === arn),
    )
    if (found) return found
    throw invalidRequest(`There is no group ${GroupName ?? GroupARN}.`)
  }

  /** Members that are left out stay as they are. */
  update(reference: GroupReference, settings: GroupSettings): Group {
    const group = this.get(reference)
    const filter = filterOf({ FilterExpression: group.filterExpression, ...settings })
    return Object.assign(group, filter)
  }

  delete(reference: GroupReference): void {
    this.#groups.delete(this.get(reference).name)
  }

  list(): Group[] {
    return [...this.#groups.values()]
  }
}

/** Groups in the filter of a group are refused: it has none to look them up in. */
function filterOf({ FilterExpression = '', InsightsConfiguration = {} }: GroupSettings) {
  if (InsightsConfiguration.InsightsEnabled || InsightsConfiguration.NotificationsEnabled) {
    throw invalidRequest(
      'The local AWS does not simulate InsightsEnabled and NotificationsEnabled of groups.',
    )
  }
  return { filterExpression: FilterExpression, holds: parseFilterExpression(FilterExpression) }
}
