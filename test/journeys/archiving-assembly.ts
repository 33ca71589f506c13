import { execFile } from 'node:child_process'
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratchDirectory } from '../scratch.ts'

/** A template, as far as a test changes it. */
export interface ChangedTemplate {
  Resources: Record<string, { Type: string; DependsOn?: string[]; Properties?: Record<string, unknown> }>
}

/** The stacks of a stage whose topic of purchases archives. */
export class ArchivingAssembly {
  readonly directory: string

  private constructor(directory: string) {
    this.directory = directory
  }

  /** Synthesizes the app with the settings. */
  static async synthesized(settings: {
    purchasesArchiveDays: number
    clickstream?: boolean
  }): Promise<ArchivingAssembly> {
    const directory = scratchDirectory('archiving')
    const { context } = JSON.parse(await readFile('cdk.json', 'utf8'))
    await promisify(execFile)(process.execPath, ['bin/app.ts'], {
      env: {
        ...process.env,
        CDK_OUTDIR: directory,
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...settings }),
      },
    })
    return new ArchivingAssembly(directory)
  }

  /** The same stacks with another template of the shop. */
  async with(change: (template: ChangedTemplate) => void): Promise<ArchivingAssembly> {
    const directory = scratchDirectory('archiving')
    for (const name of await readdir(this.directory)) {
      if (name !== SHOP) await symlink(join(this.directory, name), join(directory, name))
    }
    const template = JSON.parse(await readFile(join(this.directory, SHOP), 'utf8')) as ChangedTemplate
    change(template)
    await writeFile(join(directory, SHOP), JSON.stringify(template))
    return new ArchivingAssembly(directory)
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true })
  }
}

const SHOP = 'Messaging-dev-Shop.template.json'
