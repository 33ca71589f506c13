import { Activity } from './activity.ts'
import type { Clock } from './clock.ts'
import { Authorization } from './identity/authorization.ts'
import type { Random } from './random.ts'

/** The one account and region that everything local lives in, with the time and chance that rule there. */
export class Account {
  readonly id: string
  readonly region: string
  readonly clock: Clock
  readonly random: Random
  /** What happens in it, for people who look. */
  readonly activity = new Activity()
  /** What the policies of its roles and resources decide. */
  readonly authorization = new Authorization(this)
  /** Where the front door listens, without a trailing slash; known once it does. */
  endpoint = ''

  constructor(region: string, clock: Clock, random: Random, id = '000000000000') {
    this.id = id
    this.region = region
    this.clock = clock
    this.random = random
  }

  /** `arn('sqs', 'orders')` is the ARN of the queue `orders` here. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.id}:${resource}`
  }
}
