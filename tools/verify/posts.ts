import { Blog } from '../clients/posts/blog.ts'
import { Unverified } from './checks.ts'
import { followed } from './followed.ts'
import { addressOf, type Run } from './run.ts'

/** A post that a subscriber is mailed, and another that nobody is, once the subscriber has left. */
export async function verifyPosts(run: Run): Promise<void> {
  const { checks, request, outputs, id } = run
  const blog = new Blog(request, (await outputs('Posts'))('PostsApiUrl'))
  const published: string[] = []
  const publish = async () => {
    published.push(await blog.publish({ authorId: id, title: id, text: 'Sent by npm run verify.' }))
    return published.at(-1) as string
  }
  try {
    await checks.that('post', 'gets a subscriber', () => blog.subscribe(id, id, addressOf(run)))
    const first = await checks.that('post', 'is accepted', publish)
    await checks.that('post', 'reached its subscriber by mail', () =>
      followed(run, first, ['posts-fan-out', 'mail-mailer']),
    )
    await checks.that('post', 'loses its subscriber', () => blog.unsubscribe(id, id))
    await checks.that('post', 'reaches nobody then', async () => {
      const hops = await followed(run, await publish(), ['posts-fan-out'])
      if (hops.some(({ service }) => service === 'mail-mailer')) {
        throw new Unverified('the subscriber who left was mailed')
      }
    })
  } finally {
    // What is there again after a failure, too; both may be repeated.
    await blog.unsubscribe(id, id).catch(() => {})
    for (const postId of published) await blog.withdraw(postId).catch(() => {})
  }
}
