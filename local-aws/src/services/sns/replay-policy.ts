import type { Archive } from './archive.ts'
import type { Refuse } from './errors.ts'
import { policyMembers } from './policy-members.ts'

/** Which archived messages a subscription gets again. */
export interface ReplayPolicy {
  readonly archive: Archive
  /** Milliseconds since the epoch. */
  readonly startingPoint: number
  /** Milliseconds since the epoch; undefined to go on with what is published. */
  readonly endingPoint: number | undefined
  /** The policy as `GetSubscriptionAttributes` returns it. */
  readonly text: string
}

/** A topic, as far as replays depend on it. */
export interface ReplayableTopic {
  readonly name: string
  readonly fifo: boolean
  readonly archive: Archive | undefined
}

const MEMBERS = ['PointType', 'StartingPoint', 'EndingPoint']
/** ISO 8601, as in `2023-10-01T10:00:00.000Z`. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/**
 * Reads `ReplayPolicy`: "PointType (Required) … the supported value for PointType is Timestamp", "StartingPoint
 * (Required)", "EndingPoint (Optional)" (Message replay for FIFO topic subscribers). AWS does not publish its errors.
 *
 * @returns undefined for an empty text or `{}`, which removes the policy
 * @throws the error that `refuse` creates from the reason
 */
export function replayPolicy(text: string, topic: ReplayableTopic, refuse: Refuse): ReplayPolicy | undefined {
  if (!topic.fifo) throw refuse('AttributeName')
  if (text === '') return undefined
  const members = policyMembers('ReplayPolicy', text, MEMBERS, refuse)
  if (Object.keys(members).length === 0) return undefined
  const { PointType, StartingPoint, EndingPoint } = members
  if (PointType !== 'Timestamp') {
    throw refuse(`ReplayPolicy: Invalid value [${PointType}] for PointType. Must be Timestamp`)
  }
  const { archive } = topic
  if (!archive) throw refuse(`ReplayPolicy: the topic ${topic.name} has no ArchivePolicy`)
  const startingPoint = time('StartingPoint', StartingPoint, archive, refuse)
  // "The oldest timestamp at which a subscriber can start a replay" (Message archiving for FIFO topic owners).
  if (startingPoint < archive.beginning) {
    const beginning = new Date(archive.beginning).toISOString()
    throw refuse(
      `ReplayPolicy: StartingPoint [${StartingPoint}] is before BeginningArchiveTime [${beginning}]`,
    )
  }
  const endingPoint =
    EndingPoint === undefined ? undefined : time('EndingPoint', EndingPoint, archive, refuse)
  if (endingPoint !== undefined && endingPoint < startingPoint) {
    throw refuse(`ReplayPolicy: EndingPoint [${EndingPoint}] is before StartingPoint [${StartingPoint}]`)
  }
  const policy = { PointType, StartingPoint, EndingPoint }
  return { archive, startingPoint, endingPoint, text: JSON.stringify(policy) }
}

function time(member: string, value: unknown, { clock }: Archive, refuse: Refuse): number {
  const at = typeof value === 'string' && TIMESTAMP.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) {
    throw refuse(
      `ReplayPolicy: Invalid value [${value}] for ${member}. Must be a timestamp such as 2023-10-01T10:00:00.000Z`,
    )
  }
  if (at > clock.now()) throw refuse(`ReplayPolicy: ${member} [${value}] is in the future`)
  return at
}
