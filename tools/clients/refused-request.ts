/** An API refused a request. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest'
  /** `POST /videos` */
  readonly request: string
  readonly status: number

  constructor(request: string, status: number, answer: string) {
    super(`${request}: ${status} ${answer}`)
    this.request = request
    this.status = status
  }
}
