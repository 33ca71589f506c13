/** What is not deleted, until when it is held, and why: as docs/personal-data.md tells it. */
export interface Remainder {
  readonly what: string
  readonly until: string
  readonly why: string
}

/** What remains of anybody who is forgotten. */
export const REMAINS: readonly Remainder[] = [
  {
    what: 'purchases and shipping decisions',
    until: 'purchaseRetentionDays',
    why: 'for the books, and so that nothing ships twice; their customer is "forgotten"',
  },
  {
    what: 'the archive of the topic',
    until: 'purchasesArchiveDays',
    why: 'names and addresses in it cannot be read without the key; the ids of the customer and of purchases can',
  },
  {
    what: 'logs',
    until: '30 days',
    why: 'they hold ids of customers, and no address; CloudWatch deletes no single line',
  },
  {
    what: 'traces',
    until: '30 days',
    why: 'they hold ids of customers, and no address; X-Ray deletes nothing earlier',
  },
  {
    what: 'the stream',
    until: 'streamRetentionHours',
    why: 'it holds ids of customers; Kinesis deletes nothing earlier',
  },
  {
    what: 'reminders that wait',
    until: 'they are due',
    why: 'hidden until then; each holds the id of a customer, finds no basket, and ends',
  },
  {
    what: 'queries in the history of Athena',
    until: '45 days',
    why: 'their texts, with ids that somebody asked for; Athena deletes none earlier',
  },
  {
    what: 'backups of the tables',
    until: '35 days',
    why: 'point-in-time recovery; after a restore, forget again',
  },
  {
    what: 'idempotency keys and sent e-mails',
    until: '24 hours and 30 days',
    why: 'hashes and ids alone, so that nothing is bought or sent twice',
  },
  {
    what: "SES's suppression list of the account",
    until: 'somebody deletes it',
    why: 'it is not of this stage alone: aws sesv2 delete-suppressed-destination',
  },
  {
    what: 'files of npm run dlq -- drop',
    until: 'somebody deletes them',
    why: 'they are on the machines of operators',
  },
]
