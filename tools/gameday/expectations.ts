import { count } from '../terminal/duration.ts'
import type { Finding } from '../trace/findings.ts'
import type { Summary } from './summary.ts'
import type { Once } from './tally.ts'

/** What must hold despite an outage. */
export function expectations({ tally, givenUp, inboxRead }: Summary): Finding[] {
  const {
    accepted,
    refused,
    shipped,
    statuses,
    outOfOrder,
    receipts,
    deadLetters,
    undelivered,
    lost,
    clips,
  } = tally
  const where = inboxRead ? 'in the inbox' : "by the mailer's log"
  return [
    {
      claim: `buying continues: ${count(accepted)} of ${count(accepted + refused)} purchases accepted`,
      holds: accepted > 0 && refused === 0,
    },
    { claim: `each is shipped exactly once (${told(shipped)})`, holds: allOnce(shipped, accepted) },
    {
      claim: `each has the status shipped (${[...statuses].map(([status, number]) => `${status}: ${count(number)}`).join(', ')})`,
      holds: (statuses.get('shipped') ?? 0) === accepted,
    },
    {
      claim: `each customer's order is kept (broken for ${count(outOfOrder)} customers)`,
      holds: outOfOrder === 0,
    },
    {
      claim: `each has exactly one receipt ${where} (${told(receipts)})`,
      holds: allOnce(receipts, accepted),
    },
    ...(clips
      ? [
          {
            claim: `each clip is encoded (${clips.encoded} of ${clips.uploads})`,
            holds: clips.encoded === clips.uploads,
          },
          {
            claim: `each clip's uploader is mailed exactly once ${where} (${told(clips.mails)})`,
            holds: allOnce(clips.mails, clips.uploads),
          },
        ]
      : []),
    {
      claim: `no dead letter in any of the stage's queues (${count(deadLetters)})`,
      holds: deadLetters === 0,
    },
    { claim: `nothing that SNS could not deliver (${count(undelivered)})`, holds: undelivered === 0 },
    { claim: `nothing lost (${count(lost)})`, holds: lost === 0 },
    { claim: 'the queues are empty at the end', holds: !givenUp },
  ]
}

function allOnce({ never, once, more }: Once, of: number): boolean {
  return never === 0 && more === 0 && once === of
}

function told({ never, once, more }: Once): string {
  return [
    `once: ${count(once)}`,
    ...(never > 0 ? [`never: ${count(never)}`] : []),
    ...(more > 0 ? [`more often: ${count(more)}`] : []),
  ].join(', ')
}
