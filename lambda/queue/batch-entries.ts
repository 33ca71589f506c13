import { setTimeout as sleep } from 'node:timers/promises'
import type { Dependency } from '../contracts/dependency.ts'
import { outageBy, Unavailable } from '../runtime/unavailable.ts'

/** "up to 10 messages" (SQS, SendMessageBatch); "up to 10 … messages" (SNS, PublishBatch). */
export const MOST_ENTRIES = 10

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 50

/** What SQS and SNS say of an entry that they did not take. */
interface FailedEntry {
  Id: string | undefined
  Code: string | undefined
  SenderFault: boolean | undefined
}

/** A service did not take a message of a batch: at none of several attempts, or, where the sender is at fault, at the first. */
export class EntryNotTaken extends Error {
  override readonly name = 'EntryNotTaken'
  readonly code: string

  /** @param service whose batch it was */
  constructor(service: Dependency, { Code = 'no code', SenderFault }: FailedEntry) {
    super(`${service.toUpperCase()} did not take a message of a batch: ${Code}`, {
      cause: outageIn(service, Code, SenderFault),
    })
    this.code = Code
  }
}

function outageIn(service: Dependency, code: string, senderFault = false): Unavailable | undefined {
  const outage = outageBy(code)
  if (outage === undefined && senderFault) return undefined
  return new Unavailable(outage === 'kms' ? 'kms' : service, code)
}

/** An entry of a batch, as SQS and SNS take them. */
interface Entry {
  Id: string
}

/**
 * Sends the entries of a batch, and again those that the service did not take through no fault of the sender.
 *
 * @param send gives the entries that the service did not take
 * @returns for each entry, in order, why it was not taken in the end; undefined where it was
 * @throws what the first `send` throws: none was taken then
 */
export async function sendEntries<Sent extends Entry>(
  service: Dependency,
  entries: readonly Sent[],
  send: (entries: Sent[]) => Promise<readonly FailedEntry[]>,
): Promise<(Error | undefined)[]> {
  const errors = new Map<string | undefined, Error>()
  let left = [...entries]
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > 1) await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1))
    const failed = await send(left).catch(error => {
      if (attempt === 1) throw error
      for (const { Id } of left) errors.set(Id, error)
      return []
    })
    // "Specifies whether the error happened due to the caller of the batch API action": then no repetition helps.
    const over = failed.filter(({ SenderFault }) => SenderFault || attempt === ATTEMPTS)
    for (const entry of over) errors.set(entry.Id, new EntryNotTaken(service, entry))
    left = left.filter(({ Id }) => !errors.has(Id) && failed.some(entry => entry.Id === Id))
  }
  return entries.map(({ Id }) => errors.get(Id))
}
