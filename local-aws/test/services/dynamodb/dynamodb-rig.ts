import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDb } from '../../../src/services/dynamodb/dynamodb.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Rig } from '../../rig.ts'

/** DynamoDB behind a front door, open during the tests of the file. */
export function dynamoDbRig() {
  const rig = Rig.stepped()
  const { account } = rig
  const dynamoDb = new DynamoDb(account, new Kms(account))
  const clients: DynamoDBClient[] = []
  beforeAll(() => rig.open([dynamoDb.api]))
  afterAll(async () => {
    for (const client of clients) client.destroy()
    await rig.close()
    await dynamoDb.close()
  })

  /** Closed with the rig. */
  const client = () => {
    const made = new DynamoDBClient(rig.client)
    clients.push(made)
    return made
  }
  return { rig, account, dynamoDb, client }
}
