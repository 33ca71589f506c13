import type { Assembly, SynthesizedResource } from '../assembly.ts'
import type { DeployedResource, DeployedStacks } from '../deployed-stacks.ts'
import type { NamedType } from '../names/named-type.ts'
import { NAMED_TYPES } from '../names/named-types.ts'
import { pseudoParameters, type Target } from '../target.ts'
import { textOf } from '../template.ts'
import { Unanswered } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

/** A resource with a name in the template. */
interface NamedResource extends SynthesizedResource {
  name: string
  /** Whether the name is plain text in the template, without pseudo parameters. */
  literal: boolean
}

interface Found {
  /** How many names are free or belong to the stacks' own resources. */
  usable: number
  verdicts: Verdict[]
}

/**
 * Checks whether names in the templates are taken: by a resource that a deleted stack left, by other resources, or by a
 * resource of these stacks that has another logical id in the templates.
 */
export async function checkNames(
  target: Target,
  assembly: Assembly,
  deployed: DeployedStacks,
): Promise<Verdict[]> {
  const found = await Promise.all(NAMED_TYPES.map(type => namesOf(target, type, assembly, deployed)))
  const usable = found.reduce((sum, each) => sum + each.usable, 0)
  const verdicts = found.flatMap(each => each.verdicts)
  if (usable === 0) return verdicts
  return [{ check: 'names', outcome: 'ok', found: `${usable} are free or the stacks' own` }, ...verdicts]
}

async function namesOf(
  target: Target,
  type: NamedType,
  { resources }: Assembly,
  deployed: DeployedStacks,
): Promise<Found> {
  const named = namedResources(target, type, resources)
  if (named.length === 0) return { usable: 0, verdicts: [] }
  try {
    const taken = await type.taken(
      target,
      named.map(({ name }) => name),
    )
    const suspects = named.filter(({ name }) => taken.includes(name))
    const verdicts = await Promise.all(suspects.map(each => conflict(target, type, each, deployed)))
    const conflicts = verdicts.flatMap(verdict => verdict ?? [])
    return { usable: named.length - conflicts.length, verdicts: conflicts }
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause
    return { usable: 0, verdicts: [notSeen(type, named.length, cause)] }
  }
}

function namedResources(
  target: Target,
  { type, property }: NamedType,
  resources: readonly SynthesizedResource[],
): NamedResource[] {
  return resources.flatMap(resource => {
    if (resource.Type !== type) return []
    const value = propertyOf(resource, property)
    const name = textOf(value, pseudoParameters(target, resource.stack))
    const literal = typeof value === 'string'
    return name === undefined ? [] : [{ ...resource, name, literal }]
  })
}

function propertyOf({ Properties }: SynthesizedResource, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], Properties)
}

/** @returns undefined if the resource with the name is the one that the template describes */
async function conflict(
  target: Target,
  type: NamedType,
  resource: NamedResource,
  deployed: DeployedStacks,
): Promise<Verdict | undefined> {
  const { stack, logicalId, name } = resource
  const nameOf = type.nameOf ?? (physicalId => physicalId)
  const own = deployed.resource(type.type, physicalId => nameOf(physicalId) === name)
  if (own?.stack === stack && own.logicalId === logicalId) return undefined
  if (own) return renamed(type, resource, own)
  if (deployed.unanswered) return ownerNotSeen(type, name, deployed.unanswered)
  const owner = await deployed.ownerOf(type.physicalId?.(target, name) ?? name)
  return owner === undefined ? leftBehind(target, type, resource) : ownedBy(type, name, owner)
}

/** CloudFormation creates new resources before it deletes removed ones, so the name is still taken. */
function renamed(
  { noun }: NamedType,
  { stack, logicalId, name }: NamedResource,
  own: DeployedResource,
): Verdict {
  return {
    check: `${noun} ${name}`,
    outcome: 'fails',
    found: `it is ${own.logicalId} of the stack ${own.stack}`,
    needed: `a free name for ${logicalId} of ${stack}`,
    remedy: `keep the construct's path, or give one of the two another name`,
  }
}

function ownedBy({ noun }: NamedType, name: string, owner: string): Verdict {
  return {
    check: `${noun} ${name}`,
    outcome: 'fails',
    found: `it belongs to the stack ${owner}`,
    needed: 'a free name',
    remedy: `use another stage (-c stage=…), or delete the stack ${owner}`,
  }
}

function leftBehind(target: Target, type: NamedType, resource: NamedResource): Verdict {
  const { name } = resource
  return {
    check: `${type.noun} ${name}`,
    outcome: 'fails',
    found: 'it exists and belongs to no stack: a deleted stack left it, or somebody created it',
    needed: 'a free name',
    remedy: [...adoption(target, resource), `to delete it: ${type.deletion(target, name)}`].join('; '),
  }
}

/**
 * "The resource must have a static custom name …", "must have a DeletionPolicy of Retain or RetainExceptOnCreate"
 * (CloudFormation, Import AWS resources into a stack automatically).
 */
function adoption({ cdkFlags }: Target, { DeletionPolicy = '', literal, stack }: NamedResource): string[] {
  if (!DeletionPolicy.startsWith('Retain')) return []
  if (literal) return [`to keep it: npx cdk deploy ${stack}${cdkFlags} --import-existing-resources`]
  return [`to keep it: npx cdk import ${stack}${cdkFlags}`]
}

function ownerNotSeen({ noun }: NamedType, name: string, { message, remedy }: Unanswered): Verdict {
  return {
    check: `${noun} ${name}`,
    outcome: 'unknown',
    found: `it exists; cannot check whether it is the stack's own: ${message}`,
    remedy,
  }
}

function notSeen({ noun }: NamedType, count: number, { message, remedy }: Unanswered): Verdict {
  return {
    check: `${noun} names`,
    outcome: 'unknown',
    found: `cannot check whether ${count} are free: ${message}`,
    remedy,
  }
}
