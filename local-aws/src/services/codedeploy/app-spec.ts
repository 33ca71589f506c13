import { invalidRevision, notSimulated, revisionRequired } from './errors.ts'

/** Where the new code of a deployment is. */
export interface RevisionLocation {
  revisionType?: string
  appSpecContent?: { content?: string; sha256?: string }
  /** As `appSpecContent`, in the older form. */
  string?: { content?: string; sha256?: string }
}

/** From which version of a function to which one an alias is shifted. */
export interface Shifted {
  readonly functionName: string
  readonly alias: string
  readonly currentVersion: string
  readonly targetVersion: string
}

/** The events of a deployment at which a validation function may be called. */
export type LifecycleEvent = 'BeforeAllowTraffic' | 'AfterAllowTraffic'

/** The validation functions of a deployment, by name or ARN. */
export type Hooks = Readonly<Partial<Record<LifecycleEvent, string>>>

/** What an AppSpec file says. */
export interface AppSpec {
  readonly shifted: Shifted
  readonly hooks: Hooks
}

const LIFECYCLE_EVENTS: readonly string[] = ['BeforeAllowTraffic', 'AfterAllowTraffic']

/**
 * Reads an AppSpec file for the Lambda compute platform.
 *
 * @throws AwsError `InvalidRevisionException`, `RevisionRequiredException`
 */
export function readAppSpec(revision: RevisionLocation | undefined): AppSpec {
  const { Resources, Hooks, hooks = Hooks } = appSpecIn(revision)
  return { shifted: shiftedBy(Resources), hooks: hooksIn(hooks) }
}

/** A list of objects with one event each. The documentation spells the section `Hooks` and `hooks`. */
function hooksIn(section: unknown): Hooks {
  const entries = Array.isArray(section) ? section.flatMap(each => Object.entries(each ?? {})) : []
  for (const [event, functionName] of entries) {
    if (!LIFECYCLE_EVENTS.includes(event)) {
      throw invalidRevision(`The AppSpec file has a hook of ${event}, which Lambda deployments do not have.`)
    }
    if (typeof functionName !== 'string' || functionName === '') {
      throw invalidRevision(`The hook of ${event} in the AppSpec file names no function.`)
    }
  }
  return Object.fromEntries(entries)
}

function shiftedBy(Resources: unknown): Shifted {
  const resources = Array.isArray(Resources) ? Resources.flatMap(each => Object.values(each ?? {})) : []
  const [resource, another] = resources as { Type?: unknown; Properties?: Record<string, unknown> }[]
  if (resource === undefined || another !== undefined || resource.Type !== 'AWS::Lambda::Function') {
    throw invalidRevision('The AppSpec file must have exactly one resource of type AWS::Lambda::Function.')
  }
  const property = (name: string) => {
    const value = resource.Properties?.[name]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    throw invalidRevision(`The AppSpec file lacks the property ${name} of its function.`)
  }
  return {
    functionName: property('Name'),
    alias: property('Alias'),
    currentVersion: property('CurrentVersion'),
    targetVersion: property('TargetVersion'),
  }
}

/** An AppSpec file that shifts back. */
export function reversed({ functionName: Name, alias: Alias, ...versions }: Shifted): RevisionLocation {
  const Properties = {
    ...{ Name, Alias },
    CurrentVersion: versions.targetVersion,
    TargetVersion: versions.currentVersion,
  }
  const Resources = [{ [Name]: { Type: 'AWS::Lambda::Function', Properties } }]
  return {
    revisionType: 'AppSpecContent',
    appSpecContent: { content: JSON.stringify({ version: 0, Resources }) },
  }
}

interface Sections {
  Resources?: unknown
  Hooks?: unknown
  hooks?: unknown
}

function appSpecIn(revision: RevisionLocation | undefined): Sections {
  if (revision === undefined) throw revisionRequired()
  const { revisionType, appSpecContent, string } = revision
  if (revisionType !== 'AppSpecContent' && revisionType !== 'String') {
    throw notSimulated(`revisions of the type ${revisionType}: give the AppSpec file as AppSpecContent`)
  }
  const content = (revisionType === 'String' ? string : appSpecContent)?.content
  if (content === undefined) throw invalidRevision('The revision has no content.')
  if (!content.trimStart().startsWith('{')) throw notSimulated('AppSpec files in YAML: write JSON')
  try {
    return JSON.parse(content)
  } catch {
    throw invalidRevision('The AppSpec file is not valid JSON.')
  }
}
