import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, RemovalPolicy } from 'aws-cdk-lib'
import { Match, type Matcher, Template } from 'aws-cdk-lib/assertions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api'
import { type Config, defaults } from '../../lib/config.ts'
import { DomainKey } from '../../lib/constructs/domain-key.ts'
import { DomainStack } from '../../lib/domain-stack.ts'
import { MessagingStack } from '../../lib/messaging-stack.ts'
import type { LayerContents } from '../../lib/packaging/ffmpeg-layer.ts'
import { FunctionBundles } from '../../lib/packaging/function-bundles.ts'
import { functionNames } from '../../lib/packaging/functions.ts'
import { scratchDirectory } from '../scratch.ts'
import type { Resource } from './resource.ts'

/** Bundles that hold nothing: what is tested is the template. */
export const emptyBundles = writeEmptyBundles()

function writeEmptyBundles(): FunctionBundles {
  const directory = scratchDirectory('bundle')
  writeFileSync(join(directory, 'index.mjs'), 'export const handler = async () => {}\n')
  return new FunctionBundles(new Map(functionNames.map(name => [name, { directory, fingerprint: name }])))
}

/** A layer that holds no ffmpeg. */
export const emptyLayer: LayerContents = {
  directory: scratchDirectory('layer'),
  fingerprint: 'stand-in',
}

const PATH_METADATA = 'aws:cdk:enable-path-metadata'

/**
 * An app with the flags of cdk.json and, beside them, what the command line would give; without what no test looks at:
 * where each construct was made, and the tree and the paths of all.
 */
export function app(context: Record<string, unknown> = {}): App {
  const { context: flags } = JSON.parse(readFileSync('cdk.json', 'utf8'))
  return new App({
    context: { ...flags, [DISABLE_CREATION_STACK_TRACES]: true, [PATH_METADATA]: false, ...context },
    outdir: scratchDirectory('assembly'),
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: false,
  })
}

const config = {
  ...defaults,
  dashboards: false,
  removalPolicy: RemovalPolicy.DESTROY,
  canaries: false,
  terminationProtection: false,
}

/**
 * A domain `shop` without anything in it but its key, for tests of one construct.
 *
 * @param settings where they differ from those of the stage dev
 */
export function domain(settings: Partial<Config> = {}): DomainStack {
  const scope = app()
  const stageConfig = { ...config, ...settings }
  const operations = new MessagingStack(scope, 'Operations', stageConfig, 'What domains share')
  const alarmTopics = {
    alarms: new Topic(operations, 'Alarms'),
    recoveries: new Topic(operations, 'Recoveries'),
  }
  const operationsKey = new DomainKey(operations, 'Key', { domain: 'operations', ...stageConfig })
  const props = { config: stageConfig, functions: emptyBundles, operationsKey, alarmTopics }
  return new DomainStack(scope, 'Shop', props, 'A domain')
}

/** Another domain in the app of one. */
export function neighbourOf({ node, operationsKey, alarmTopics }: DomainStack, part: string): DomainStack {
  const props = { config, functions: emptyBundles, operationsKey, alarmTopics }
  return new DomainStack(node.root, part, props, 'Another domain')
}

/** The resources of a template, without what changes while the meaning stays: asset hashes, hashes in logical ids. */
export function resources(template: Template): Record<string, Resource> {
  const text = JSON.stringify(template.toJSON().Resources)
    .replaceAll(/[0-9a-f]{64}(\.zip)?/g, '<asset>')
    .replaceAll(/(?<=[A-Za-z])[0-9A-F]{8}(?=["\\.:])/g, '')
  return JSON.parse(text)
}

/** {@link resources} without the key and the policies that say the same everywhere; for snapshots. */
export function snapshotOf(stack: DomainStack): Record<string, Resource> {
  const everything = Object.entries(resources(Template.fromStack(stack)))
  return Object.fromEntries(everything.filter(([, { Type }]) => !Type.startsWith('AWS::KMS::')))
}

/** What an alarm says, which holds the region as a reference where the stack names none. */
export function descriptionOf({ AlarmDescription: description }: Record<string, unknown>): string {
  const joined = (description as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']
  return joined
    ? joined[1].map(part => (typeof part === 'string' ? part : '<region>')).join('')
    : String(description)
}

/** Matches what an alarm says, before its links. */
export function described(pattern: string): Matcher {
  return Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(pattern)])] })
}
