import { readPipelines } from '../clients/pipelines/pipelines.ts'
import { messagesIn } from '../clients/pipelines/queues.ts'
import { Unverified } from './checks.ts'
import type { Run } from './run.ts'

/** How many messages each dead-letter queue and queue of undelivered messages holds, by name. */
export type Depths = ReadonlyMap<string, number>

/** @throws MissingStageError where the stage has no stacks here */
export async function readDepths({ connection, stage }: Pick<Run, 'connection' | 'stage'>): Promise<Depths> {
  const { queues } = await readPipelines(connection, stage)
  return new Map(
    queues.filter(({ role }) => role !== 'work').map(({ name, depth }) => [name, messagesIn(depth)]),
  )
}

/** Of other clients, too: what fails just now is worth a look, whoever sent it. */
export async function verifyNoDeadLetters(run: Run, before: Depths): Promise<void> {
  const { checks, stage } = run
  await checks.that('dead letters', 'are no more than before', async () => {
    const after = await readDepths(run)
    const more = [...after].filter(([name, depth]) => depth > (before.get(name) ?? 0))
    if (more.length === 0) return
    throw new Unverified(
      ...more.map(([name, depth]) => `${name} holds ${depth}, and held ${before.get(name) ?? 0}`),
      `what they are: npm run dlq -- --stage ${stage}`,
    )
  })
}
