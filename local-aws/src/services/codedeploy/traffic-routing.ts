/** How traffic is shifted to a new version. */
export interface TrafficRouting {
  readonly type: 'AllAtOnce' | 'TimeBasedCanary' | 'TimeBasedLinear'
  /** Of each increment; of the first one of a canary. */
  readonly percentage: number
  /** Between increments. */
  readonly minutes: number
}

/** How much of the traffic the new version has from then on. */
export interface Increment {
  /** Since the shift began. */
  readonly afterMs: number
  readonly percentage: number
}

const MINUTE_MS = 60_000
const PREFIX = 'CodeDeployDefault.Lambda'
const CANARIES = [5, 10, 15, 30]
const LINEAR = [1, 2, 3, 10]

/** "Predefined deployment configurations for an AWS Lambda compute platform", by name. */
export const PREDEFINED: ReadonlyMap<string, TrafficRouting> = new Map<string, TrafficRouting>([
  [`${PREFIX}AllAtOnce`, { type: 'AllAtOnce', percentage: 100, minutes: 0 }],
  ...CANARIES.map((minutes): [string, TrafficRouting] => [
    `${PREFIX}Canary10Percent${minutes}Minutes`,
    { type: 'TimeBasedCanary', percentage: 10, minutes },
  ]),
  ...LINEAR.map((minutes): [string, TrafficRouting] => [
    `${PREFIX}Linear10PercentEvery${minutes}Minute${minutes === 1 ? '' : 's'}`,
    { type: 'TimeBasedLinear', percentage: 10, minutes },
  ]),
])

/** The increments of a shift, the last of them to all traffic. */
export function incrementsOf({ type, percentage, minutes }: TrafficRouting): Increment[] {
  if (type === 'AllAtOnce') return [{ afterMs: 0, percentage: 100 }]
  if (type === 'TimeBasedCanary') {
    return [
      { afterMs: 0, percentage },
      { afterMs: minutes * MINUTE_MS, percentage: 100 },
    ]
  }
  return Array.from({ length: Math.ceil(100 / percentage) }, (_, index) => ({
    afterMs: index * minutes * MINUTE_MS,
    percentage: Math.min(100, (index + 1) * percentage),
  }))
}
