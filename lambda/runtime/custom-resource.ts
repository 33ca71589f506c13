import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { namelessViolations } from '../contracts/violations.ts'
import { logger } from './logger.ts'
import { reasonOf } from './reason.ts'

/*
 * What CloudFormation asks the provider of a custom resource, and what it is answered.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */

/** A custom resource, by what its provider does. */
export interface CustomResource<Properties> {
  /** CloudFormation sends numbers and booleans as text. */
  readonly properties: z.ZodMiniType<Properties>
  /** The physical id. If an update changes it, CloudFormation deletes the former resource afterwards. */
  idOf(properties: Properties): string
  /** Creates or updates it; safe to call again. */
  put(properties: Properties): Promise<void>
  /** Deletes it; succeeds if it is gone. */
  remove(properties: Properties): Promise<void>
}

const request = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.optional(z.string()),
  ResourceProperties: z.unknown(),
})

type Request = z.infer<typeof request>

interface Outcome {
  readonly Status: 'SUCCESS' | 'FAILED'
  readonly PhysicalResourceId: string
  readonly Reason?: string
}

/** The physical id of a resource whose creation was refused before anything was done: its deletion has nothing to do. */
const NEVER_CREATED = 'never-created'

/**
 * "The total size of the response body can't exceed 4096 bytes." The ids take less than half of that, and a character at
 * most four bytes.
 */
const LONGEST_REASON = 500

const ANSWER_TRIES = 3
const ANSWER_TIMEOUT_MS = 5_000
const MOST_VIOLATIONS = 5

/**
 * The handler of a custom resource's provider. What fails is told to CloudFormation, which then rolls back. It throws only
 * where CloudFormation cannot be told, so that Lambda invokes it again.
 */
export function customResourceHandler<Properties>(
  resource: CustomResource<Properties>,
): (event: unknown, context: Context) => Promise<void> {
  return async (event, context) => {
    const { data: asked, error } = request.safeParse(event)
    if (!asked) {
      const [first] = namelessViolations(error, 1)
      throw new Error(`The event is no request of CloudFormation: ${first?.pointer} ${first?.detail}.`)
    }
    const outcome = await outcomeOf(resource, asked, context)
    logger.info('custom resource', {
      request: asked.RequestType,
      resource: outcome.PhysicalResourceId,
      status: outcome.Status,
      reason: outcome.Reason,
    })
    await answer(asked, outcome)
  }
}

async function outcomeOf<Properties>(
  { properties, idOf, put, remove }: CustomResource<Properties>,
  { RequestType, PhysicalResourceId, ResourceProperties }: Request,
  { logGroupName }: Context,
): Promise<Outcome> {
  const isDelete = RequestType === 'Delete'
  if (isDelete && PhysicalResourceId === NEVER_CREATED) return { Status: 'SUCCESS', PhysicalResourceId }
  let id = PhysicalResourceId ?? NEVER_CREATED
  try {
    const given = checked(properties, ResourceProperties)
    if (!isDelete) id = idOf(given)
    await (isDelete ? remove(given) : put(given))
    return { Status: 'SUCCESS', PhysicalResourceId: id }
  } catch (cause) {
    const reason = reasonOf(cause).slice(0, LONGEST_REASON).toWellFormed()
    return { Status: 'FAILED', PhysicalResourceId: id, Reason: `${reason} (log group ${logGroupName})` }
  }
}

/** @throws Error with what is wrong with the properties in the template */
function checked<Properties>(schema: z.ZodMiniType<Properties>, given: unknown): Properties {
  const { data, error } = schema.safeParse(given)
  if (!error) return data
  const violations = namelessViolations(error, MOST_VIOLATIONS).map(
    ({ pointer, detail }) => `${pointer} ${detail}`,
  )
  throw new Error(`ResourceProperties: ${violations.join('; ')}`)
}

async function answer(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: Request,
  outcome: Outcome,
): Promise<void> {
  const body = Buffer.from(JSON.stringify({ StackId, RequestId, LogicalResourceId, ...outcome }))
  for (let left = ANSWER_TRIES; ; left--) {
    try {
      return await put(ResponseURL, body)
    } catch (cause) {
      if (left === 1) throw new Error('CloudFormation could not be answered', { cause })
    }
  }
}

/** ResponseURL is signed for a request without a content type. */
async function put(url: string, body: Buffer<ArrayBuffer>): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' }, signal })
  if (!ok) throw new Error(`ResponseURL answered ${status}`)
}
