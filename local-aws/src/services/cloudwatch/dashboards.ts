import type { Account } from '../../account.ts'
import type { Actions } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'

interface Dashboard {
  name: string
  /** JSON; shown by the console alone, so that nothing here reads it. */
  body: string
  /** Milliseconds since the epoch. */
  modifiedAt: number
}

/** Dashboards are kept and given back; there is no console that would draw them. */
export class Dashboards {
  readonly actions: Actions
  readonly #account: Account
  readonly #dashboards = new Map<string, Dashboard>()

  constructor(account: Account) {
    this.#account = account
    this.actions = {
      PutDashboard: (input: { DashboardName: string; DashboardBody: string }) => {
        this.put(input.DashboardName, input.DashboardBody)
        return { DashboardValidationMessages: [] }
      },
      GetDashboard: ({ DashboardName }: { DashboardName: string }) => {
        const { name, body } = this.#require(DashboardName)
        return { DashboardArn: this.#arn(name), DashboardBody: body, DashboardName: name }
      },
      ListDashboards: ({ DashboardNamePrefix = '' }: { DashboardNamePrefix?: string }) => ({
        DashboardEntries: [...this.#dashboards.values()]
          .filter(({ name }) => name.startsWith(DashboardNamePrefix))
          .map(({ name, body, modifiedAt }) => ({
            DashboardName: name,
            DashboardArn: this.#arn(name),
            LastModified: modifiedAt / 1000,
            Size: Buffer.byteLength(body),
          })),
      }),
      DeleteDashboards: ({ DashboardNames }: { DashboardNames: string[] }) => {
        for (const name of DashboardNames) this.#require(name)
        for (const name of DashboardNames) this.#dashboards.delete(name)
      },
    }
  }

  put(name: string, body: string): void {
    try {
      JSON.parse(body)
    } catch {
      throw new AwsError(
        'DashboardInvalidInputError',
        `The body of the dashboard ${name} is not valid JSON.`,
        {
          queryCode: 'InvalidParameterInput',
        },
      )
    }
    this.#dashboards.set(name, { name, body, modifiedAt: this.#account.clock.now() })
  }

  #require(name: string): Dashboard {
    const dashboard = this.#dashboards.get(name)
    if (dashboard) return dashboard
    throw new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist.`, {
      statusCode: 404,
      queryCode: 'ResourceNotFound',
    })
  }

  #arn(name: string): string {
    return `arn:aws:cloudwatch::${this.#account.id}:dashboard/${name}`
  }
}
