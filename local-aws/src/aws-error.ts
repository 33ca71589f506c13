/** A message quotes what was sent, which may be as long as a request. What is wrong stands before or behind it. */
const KEPT_AT_EACH_END = 5_000

/** An error as a service documents it, to be sent in whichever protocol the request came. */
export class AwsError extends Error {
  /** The documented name, such as `QueueDoesNotExist`. */
  readonly code: string
  readonly statusCode: number
  /** `AWS.SimpleQueueService.NonExistentQueue`: what the Query protocol called it, where that differs. */
  readonly queryCode: string | undefined
  /** Members beside the message that the error's shape has. */
  readonly members: Record<string, unknown>

  constructor(
    code: string,
    message: string,
    options: { statusCode?: number; queryCode?: string; members?: Record<string, unknown> } = {},
  ) {
    super(bounded(message))
    this.name = code
    this.code = code
    this.statusCode = options.statusCode ?? 400
    this.queryCode = options.queryCode
    this.members = options.members ?? {}
  }

  get fault(): 'Sender' | 'Receiver' {
    return this.statusCode < 500 ? 'Sender' : 'Receiver'
  }
}

function bounded(message: string): string {
  if (message.length <= 2 * KEPT_AT_EACH_END) return message
  return `${message.slice(0, KEPT_AT_EACH_END)}…${message.slice(-KEPT_AT_EACH_END)}`.toWellFormed()
}

/** What is sent for an error that is no {@link AwsError}: a defect here, never a documented answer. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`local AWS: a request failed by a defect of its own: ${detail}\n`)
  return new AwsError(
    'InternalFailure',
    'The local AWS failed to process the request; see its standard error.',
    {
      statusCode: 500,
    },
  )
}
