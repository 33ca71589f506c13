/** The account or the endpoint did not answer a question; the message says why. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
  /** What lets it be asked: `Allow ssm:GetParameter.` */
  readonly remedy: string | undefined

  constructor(reason: string, remedy?: string) {
    super(reason)
    this.remedy = remedy
  }
}

/** The parts of an SDK's error that tell why a request failed. */
interface Refusal extends Error {
  code?: string
  $metadata?: { httpStatusCode?: number }
  $retryable?: { throttling?: boolean }
}

/**
 * Asks AWS, and says in words why there is no answer.
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
 * Asks AWS for something that may not be there.
 *
 * @param absent tells the error that says so
 * @returns undefined where it is not there
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

/** Tells an error by the name that its service gives it. */
export const named =
  (...names: readonly string[]) =>
  ({ name }: Error): boolean =>
    names.includes(name)

/** The status of the answer, where there was one. */
export function statusOf(error: Error): number | undefined {
  return (error as Refusal).$metadata?.httpStatusCode
}

function unanswered(permission: string, error: Refusal): Unanswered {
  if (isDenied(error)) return new Unanswered(`${permission} is denied`, `allow ${permission}`)
  if (isThrottled(error)) return new Unanswered(`${permission} is throttled`, 'run it again in a minute')
  if (statusOf(error) === undefined) return new Unanswered(`${permission}: no answer (${inShort(error)})`)
  return new Unanswered(`the endpoint does not answer ${permission} (${inShort(error)})`)
}

/** Services name it differently: AccessDenied, AccessDeniedException, AuthorizationError, NotAuthorized… */
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
