/** The account or the endpoint did not answer a request; the message says why. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
  /** What to do: `allow ssm:GetParameter`. */
  readonly remedy: string | undefined

  constructor(reason: string, remedy?: string) {
    super(reason)
    this.remedy = remedy
  }
}

/** The parts of an SDK error that say why a request failed. */
interface Refusal extends Error {
  code?: string
  $metadata?: { httpStatusCode?: number }
  $retryable?: { throttling?: boolean }
}

/**
 * Sends a request to AWS, and translates a failure into {@link Unanswered}.
 *
 * @param permission the IAM action that the request needs: `ssm:GetParameter`
 * @throws Unanswered
 */
export async function ask<Answer>(permission: string, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request()
  } catch (cause) {
    throw unanswered(permission, cause as Refusal)
  }
}

/**
 * Asks AWS for something that may not exist.
 *
 * @param absent recognizes the error for a missing resource
 * @returns undefined if it does not exist
 * @throws Unanswered
 */
export async function find<Answer>(
  permission: string,
  request: () => Promise<Answer>,
  absent: (error: Error) => boolean,
): Promise<Answer | undefined> {
  try {
    return await request()
  } catch (cause) {
    if (absent(cause as Error)) return undefined
    throw unanswered(permission, cause as Refusal)
  }
}

/** Recognizes an error by its service's name for it. */
export const named =
  (...names: readonly string[]) =>
  ({ name }: Error): boolean =>
    names.includes(name)

/** The HTTP status of the response, if there was one. */
export function statusOf(error: Error): number | undefined {
  return (error as Refusal).$metadata?.httpStatusCode
}

function unanswered(permission: string, error: Refusal): Unanswered {
  if (isDenied(error)) return new Unanswered(`${permission} is denied`, `allow ${permission}`)
  if (isThrottled(error)) return new Unanswered(`${permission} is throttled`, 'run it again in a minute')
  if (statusOf(error) === undefined) return new Unanswered(`${permission}: no response (${inShort(error)})`)
  return new Unanswered(`${permission} failed (${inShort(error)})`)
}

/** Services have different names for it: AccessDenied, AccessDeniedException, AuthorizationError, NotAuthorized… */
function isDenied(error: Refusal): boolean {
  return statusOf(error) === 403 || /denied|not ?authori[sz]ed|authorizationerror/i.test(error.name)
}

function isThrottled(error: Refusal): boolean {
  return (
    error.$retryable?.throttling === true ||
    statusOf(error) === 429 ||
    /throttl|toomanyrequests|requestlimitexceeded|slowdown/i.test(error.name)
  )
}

const MOST = 120

function inShort({ name, code, message }: Refusal): string {
  const text = `${code ?? name}: ${message}`.split('\n', 1)[0] as string
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}
