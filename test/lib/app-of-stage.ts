import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { addStacks } from '../../lib/add-stacks.ts'
import { readConfig } from '../../lib/config.ts'
import { app, emptyBundles, emptyLayer, resources } from './fixture.ts'
import type { Located } from './resource.ts'

/**
 * The app of one stage, all of it.
 *
 * @param stage one whose settings are in its file. @default - dev, with settings from the command line
 */
export function appWith({ stage, ...settings }: Record<string, unknown> = {}): App {
  const scope = app(stage === undefined ? settings : { stage })
  const directory = mkdtempSync(join(tmpdir(), 'config-'))
  try {
    if (stage !== undefined) writeFileSync(join(directory, `${stage}.json`), JSON.stringify(settings))
    const config = readConfig(scope.node, directory)
    addStacks(scope, config, { functions: emptyBundles, ffmpeg: emptyLayer })
  } finally {
    rmSync(directory, { recursive: true })
  }
  return scope
}

export function stacksOf(scope: App): Stack[] {
  return scope.node.children.filter(child => child instanceof Stack)
}

export function allResources(scope: App): Located[] {
  return stacksOf(scope).flatMap(stack =>
    Object.entries(resources(Template.fromStack(stack))).map(([id, resource]) => ({
      ...resource,
      id,
      stack: stack.stackName,
    })),
  )
}
