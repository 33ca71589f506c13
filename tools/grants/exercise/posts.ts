import { randomUUID } from 'node:crypto'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Stage } from './stage.ts'

/** A query reads 1 MB at most, so that four of them are more than a page. */
const LONG = 'x'.repeat(300_000)

/**
 * Publishes to subscribers of an earlier release, who are not in the index, and to more than fit into a page; repeats the
 * request; withdraws the post; and ends a subscription.
 */
export async function publishPages(stage: Stage): Promise<void> {
  const { request, connection } = stage
  const outputs = await stage.outputs('Posts')
  const api = outputs('PostsApiUrl')
  const dynamoDb = new DynamoDBClient(connection)
  for (let subscriber = 0; subscriber < 5; subscriber++) {
    const [subscriberId, email] = [`reader-${subscriber}`, `reader.${subscriber}@example.com`]
    const item = { authorId: 'radia', subscriberId, email, padding: LONG }
    const Item = Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]))
    await dynamoDb.send(new PutItemCommand({ TableName: outputs('SubscribersTableName'), Item }))
  }
  dynamoDb.destroy()
  const post = { authorId: 'radia', title: 'On trees', text: 'I think that I shall never see…' }
  const headers = { 'idempotency-key': randomUUID() }
  await request('POST', `${api}/posts`, post, headers)
  const again = await request('POST', `${api}/posts`, post, headers)
  await request('PUT', `${api}/authors/barbara/subscribers/ada`, { email: 'ada@example.com' })
  await request('DELETE', `${api}/authors/barbara/subscribers/ada`)
  const other = await request('POST', `${api}/posts`, { ...post, authorId: 'barbara' })
  const { postId } = (await (other.ok ? other : again).json()) as { postId: string }
  await request('DELETE', `${api}/posts/${postId}`)
}
