import { AwsError } from '../../aws-error.ts'

export interface TimeToLiveSpecification {
  AttributeName: string
  Enabled: boolean
}

/** The time-to-live attribute of each table, which is stored and described, but has no effect. */
export class TimeToLive {
  readonly #attributes = new Map<string, string>()

  /** @throws AwsError `ValidationException` if it is already enabled or disabled, as on DynamoDB */
  update(table: string, { AttributeName, Enabled }: TimeToLiveSpecification): void {
    if (Enabled === this.#attributes.has(table)) {
      throw new AwsError('ValidationException', `TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`)
    }
    if (Enabled) this.#attributes.set(table, AttributeName)
    else this.#attributes.delete(table)
  }

  forget(table: string): void {
    this.#attributes.delete(table)
  }

  describe(table: string): { TimeToLiveStatus: string; AttributeName?: string } {
    const AttributeName = this.#attributes.get(table)
    return AttributeName === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName }
  }
}
