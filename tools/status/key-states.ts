import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'

const AT_ONCE = 4

export interface KeyState {
  readonly id: string
  /** `Enabled`, `Disabled`, `PendingDeletion`…; `unknown` where KMS does not tell, with `problem`. */
  readonly state: string
  /** For what it encrypts. */
  readonly description: string
  readonly problem: string | undefined
}

export function keyStates(connection: Connection, ids: readonly string[]): Promise<KeyState[]> {
  const client = new KMSClient(connection)
  return inParallel(ids, AT_ONCE, async id => {
    try {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
      return {
        id,
        state: KeyMetadata?.KeyState ?? 'unknown',
        description: KeyMetadata?.Description ?? '',
        problem: undefined,
      }
    } catch (error) {
      return { id, state: 'unknown', description: '', problem: (error as Error).message }
    }
  })
}
