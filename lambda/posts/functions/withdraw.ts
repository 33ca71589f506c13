import { postId } from '../../contracts/post.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { invalidRequest, notFound } from '../../http/problems.ts'
import { withdrawPost } from '../posts-table.ts'

/**
 * `DELETE /posts/{id}`: the fan-out stops at its next page. Mails that are already in the mail queue still go out,
 * because a queue cannot be searched.
 */
export const handler = httpApiHandler(async (request, tell) => {
  const id = request.pathParameter('id').toLowerCase()
  if (!postId.safeParse(id).success) throw invalidRequest([{ pointer: 'id', detail: 'must be a UUID' }])
  tell({ correlationId: id, facts: { postId: id } })

  const post = await withdrawPost(id, request.arrival.receivedAt.toISOString())
  if (!post) throw notFound(`There is no post ${id}.`)

  tell({ facts: { authorId: post.authorId } })
  return { statusCode: 204 }
})
