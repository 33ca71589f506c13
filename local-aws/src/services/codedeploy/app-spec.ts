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

/**
 * Reads an AppSpec file for the Lambda compute platform.
 *
 * @throws AwsError `InvalidRevisionException`, `RevisionRequiredException`
 */
export function shiftedBy(revision: RevisionLocation | undefined): Shifted {
  const { Resources, Hooks } = appSpecIn(revision)
  if (Array.isArray(Hooks) && Hooks.length > 0) throw notSimulated('hooks of a deployment')
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

function appSpecIn(revision: RevisionLocation | undefined): { Resources?: unknown; Hooks?: unknown } {
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
