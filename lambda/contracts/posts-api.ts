import * as z from 'zod/mini'
import { emailAddress } from './email-address.ts'
import { authorId, postId, postText, postTitle, postUrl } from './post.ts'

/** The body of `POST /posts`. Unknown members are refused. */
export const publishPost = z.strictObject({
  authorId,
  title: postTitle,
  text: postText,
  url: z.optional(postUrl),
})

/** The body of the response 202 to `POST /posts`. */
export const postAccepted = z.object({ postId, status: z.literal('accepted') })

/** The body of `PUT /authors/{id}/subscribers/{subscriber}`. */
export const subscribe = z.strictObject({ email: emailAddress })

export type PublishPost = z.infer<typeof publishPost>
export type PostAccepted = z.infer<typeof postAccepted>
