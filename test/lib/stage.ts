import { readFileSync } from 'node:fs'
import { type Located, type Statement, statementsOf } from './resource.ts'
import { STAGE_FILE } from './stage-file.ts'

/** The stage `dev`, with the experiments, as `write-stage.ts` has synthesized it before the tests. */
export const everything: readonly Located[] = JSON.parse(readFileSync(STAGE_FILE, 'utf8'))

export function ofType(type: string): Located[] {
  return everything.filter(({ Type }) => Type === type)
}

/** What a `Ref` or the first name of a `Fn::GetAtt` points to. */
export function target(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] }
  return Ref ?? attribute?.[0] ?? ''
}

export function named(resource: Located, property: string): string {
  return target(resource.Properties[property])
}

/** The one of these resources of the same stack that a property points to. */
export function pointedTo(among: Located[], from: Located, property: string): Located | undefined {
  return among.find(({ id, stack }) => stack === from.stack && id === named(from, property))
}

/** The topic of a subscription, by reference in its own stack, by name in another. */
export function topicOf({ stack, Properties: { TopicArn } }: Located): Located | undefined {
  return ofType('AWS::SNS::Topic').find(topic =>
    target(TopicArn) === ''
      ? JSON.stringify(TopicArn).includes(`":${topic.Properties.TopicName}"`)
      : topic.stack === stack && topic.id === target(TopicArn),
  )
}

export const queues = ofType('AWS::SQS::Queue')
export const functions = ofType('AWS::Lambda::Function')

export function environmentOf({ Properties }: Located): Record<string, unknown> {
  return (Properties.Environment as { Variables: Record<string, unknown> }).Variables
}

export function bucketOf(stack: string): Located {
  const [bucket] = ofType('AWS::S3::Bucket').filter(one => one.stack === stack)
  if (bucket) return bucket
  throw new Error(`${stack} has no bucket.`)
}

/** `video-encoder` */
export function serviceOf(one: Located): string {
  return String(environmentOf(one).POWERTOOLS_SERVICE_NAME)
}

export function functionOf(service: string): Located {
  const found = functions.find(one => serviceOf(one) === service)
  if (found) return found
  throw new Error(`No stack has the function ${service}.`)
}

/**
 * What a function is granted of one service, an action and its resource a line: `GetObject Bucket/uploads/*`. The
 * resource is a logical id, or the name that another stack exports it by.
 */
export function grantsOf(service: string, of: string): string[] {
  const { stack, Properties } = functionOf(service)
  return ofType('AWS::IAM::Policy')
    .filter(policy => policy.stack === stack && rolesOf(policy).includes(target(Properties.Role)))
    .flatMap(statementsOf)
    .flatMap(grants)
    .filter(grant => grant.startsWith(`${of}:`))
    .map(grant => grant.slice(of.length + 1))
    .toSorted()
}

function rolesOf({ Properties }: Located): string[] {
  return (Properties.Roles as unknown[]).map(target)
}

function grants({ Action, Resource }: Statement): string[] {
  const all = [Resource].flat().map(show)
  return [Action].flat().flatMap(action => all.map(resource => `${action} ${resource}`))
}

function show(resource: unknown): string {
  if (typeof resource === 'string') return resource
  const joined = (resource as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']
  if (joined) return joined[1].map(show).join('')
  const { 'Fn::ImportValue': imported } = resource as { 'Fn::ImportValue'?: string }
  return imported ?? target(resource)
}
