import type { Account } from '../../account.ts'
import { dashboardNotFound, invalidDashboard } from './errors.ts'

export interface Dashboard {
  name: string
  arn: string
  /** JSON; only the console shows it, so nothing here reads it. */
  body: string
  /** Milliseconds since the epoch. */
  modifiedAt: number
}

/** The dashboards of the account. They are kept and given back; there is no console to draw them. */
export class Dashboards {
  readonly #account: Account
  readonly #dashboards = new Map<string, Dashboard>()

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `DashboardInvalidInputError` for a body that is not JSON */
  put(name: string, body: string): void {
    try {
      JSON.parse(body)
    } catch {
      throw invalidDashboard(name)
    }
    const arn = `arn:aws:cloudwatch::${this.#account.id}:dashboard/${name}`
    this.#dashboards.set(name, { name, arn, body, modifiedAt: this.#account.clock.now() })
  }

  /** @throws AwsError `DashboardNotFoundError` */
  get(name: string): Dashboard {
    const dashboard = this.#dashboards.get(name)
    if (dashboard) return dashboard
    throw dashboardNotFound(name)
  }

  list(prefix: string): Dashboard[] {
    return [...this.#dashboards.values()].filter(({ name }) => name.startsWith(prefix))
  }

  /**
   * Deletes all of them, or none where one is missing.
   *
   * @throws AwsError `DashboardNotFoundError`
   */
  delete(names: readonly string[]): void {
    for (const name of names) this.get(name)
    for (const name of names) this.#dashboards.delete(name)
  }
}
