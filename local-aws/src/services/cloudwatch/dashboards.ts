import type { Account } from '../../account.ts'
import type { Tag } from '../../tag-set.ts'
import { type ValidationMessage, validateBody } from './dashboard-body.ts'
import { dashboardNotFound, invalidDashboard, invalidParameter } from './errors.ts'
import type { ResourceTags } from './resource-tags.ts'

export interface Dashboard {
  name: string
  arn: string
  /** JSON; only the console shows it. */
  body: string
  /** Milliseconds since the epoch. */
  modifiedAt: number
}

/** "The maximum length is 255, and valid characters are A-Z, a-z, 0-9, "-", and "_"" (PutDashboard) */
const NAME = /^[\w-]{1,255}$/
const MAX_DELETED = 100

/** The dashboards of the account. They are checked, kept and given back; there is no console to draw them. */
export class Dashboards {
  readonly #account: Account
  readonly #tags: ResourceTags
  readonly #dashboards = new Map<string, Dashboard>()

  constructor(account: Account, tags: ResourceTags) {
    this.#account = account
    this.#tags = tags
  }

  /**
   * Makes a dashboard, or replaces the body of the one of that name.
   *
   * @param tags those of a new dashboard; of a known one "the tag updates are ignored"
   * @throws AwsError `InvalidParameterValue` for the name, `DashboardInvalidInputError` for the body
   */
  put(name: string, body: string, tags: readonly Tag[] = []): void {
    if (!NAME.test(name)) {
      throw invalidParameter(
        'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
      )
    }
    const faults = faultsOf(body)
    if (faults.length > 0) throw invalidDashboard(faults)
    const arn = `arn:aws:cloudwatch::${this.#account.id}:dashboard/${name}`
    this.#tags.register(arn, tags)
    this.#dashboards.set(name, { name, arn, body, modifiedAt: this.#account.clock.now() })
  }

  /** @throws AwsError `DashboardNotFoundError` */
  get(name: string): Dashboard {
    const dashboard = this.#dashboards.get(name)
    if (dashboard) return dashboard
    throw dashboardNotFound(name)
  }

  /** By name. */
  list(prefix: string): Dashboard[] {
    return [...this.#dashboards.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /**
   * Deletes all of them, or none where one is missing.
   *
   * @throws AwsError `DashboardNotFoundError`
   */
  delete(names: readonly string[]): void {
    if (names.length > MAX_DELETED) {
      throw invalidParameter(`A request deletes at most ${MAX_DELETED} dashboards, not ${names.length}.`)
    }
    for (const { name, arn } of names.map(name => this.get(name))) {
      this.#dashboards.delete(name)
      this.#tags.forget(arn)
    }
  }
}

function faultsOf(body: string): ValidationMessage[] {
  const parsed = parse(body)
  if (parsed) return validateBody(parsed.value)
  return [{ DataPath: '', Message: 'The field DashboardBody must be a valid JSON object' }]
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
