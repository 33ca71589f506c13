import { postId } from '../../contracts/post.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { invalidRequest, notFound } from '../../http/problems.ts'
import { Hop } from '../../runtime/hop.ts'
import { withdrawPost } from '../posts-table.ts'

/**
 * `DELETE /posts/{id}`: the fan-out stops at its next page. Mails that are in the mail queue already go out: a queue
 * is not searched.
 */
export const handler = httpApiHandler(async (request, annotate) => {
  const hop = new Hop(request.arrival)
  const id = request.pathParameter('id').toLowerCase()
  if (!postId.safeParse(id).success) throw invalidRequest([{ pointer: 'id', detail: 'must be a UUID' }])
  annotate({ correlationId: id, postId: id })

  const post = await withdrawPost(id, hop.arrival.receivedAt.toISOString())
  if (!post) throw notFound(`No post ${id} is known here.`)

  hop.correlationId = id
  hop.event = 'DELETE /posts/{id}'
  hop.facts = { postId: id, authorId: post.authorId }
  hop.end('done')
  return { statusCode: 204 }
})
