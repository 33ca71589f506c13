import type { SignedFetch } from '../signed-request.ts'

/** The blog's API, as a website's backend calls it. */
export class Blog {
  readonly #request: SignedFetch
  readonly #url: string

  /** @param url the output `PostsApiUrl` of the posts stack */
  constructor(request: SignedFetch, url: string) {
    this.#request = request
    this.#url = url
  }

  async subscribe(authorId: string, subscriberId: string, email: string): Promise<void> {
    await this.#call('PUT', `/authors/${authorId}/subscribers/${subscriberId}`, 204, { email })
  }

  async unsubscribe(authorId: string, subscriberId: string): Promise<void> {
    await this.#call('DELETE', `/authors/${authorId}/subscribers/${subscriberId}`, 204)
  }

  /** @returns the id of the accepted post */
  async publish(post: { authorId: string; title: string; text: string }): Promise<string> {
    const response = await this.#call('POST', '/posts', 202, post)
    return ((await response.json()) as { postId: string }).postId
  }

  async withdraw(postId: string): Promise<void> {
    await this.#call('DELETE', `/posts/${postId}`, 204)
  }

  async #call(method: string, path: string, expected: number, body?: unknown): Promise<Response> {
    const response = await this.#request(method, `${this.#url}${path}`, body)
    if (response.status === expected) return response
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }
}
