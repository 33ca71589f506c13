import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundling } from '../../lib/packaging/bundling-options.ts'
import { ASSEMBLY } from './assembly.ts'

interface Template {
  Resources: Record<string, { Type: string; Properties?: FunctionProperties }>
}

interface FunctionProperties {
  Code?: { S3Key?: string }
  Environment?: { Variables?: Record<string, unknown> }
}

/** The synthesized stacks, in which one function has the code of a test: the templates are the app's own. */
export class ChangedAssembly {
  readonly directory = mkdtempSync(join(tmpdir(), 'assembly-'))

  /**
   * @param service of the function: `<domain>-<function>`
   * @param entry its code, bundled as the app bundles functions
   */
  static async with(service: string, entry: string): Promise<ChangedAssembly> {
    const assembly = new ChangedAssembly()
    const code = `asset.${keyOf(service).replace('.zip', '')}`
    for (const name of readdirSync(ASSEMBLY)) {
      if (name !== code) symlinkSync(join(ASSEMBLY, name), join(assembly.directory, name))
    }
    await build({ ...bundling, entryPoints: { index: entry }, outdir: join(assembly.directory, code) })
    return assembly
  }

  remove(): void {
    rmSync(this.directory, { recursive: true })
  }
}

/** Under which the function's code is published. */
function keyOf(service: string): string {
  const templates = readdirSync(ASSEMBLY).filter(name => name.endsWith('.template.json'))
  const found = templates
    .map(name => JSON.parse(readFileSync(join(ASSEMBLY, name), 'utf8')) as Template)
    .flatMap(({ Resources }) => Object.values(Resources))
    .find(({ Properties }) => Properties?.Environment?.Variables?.POWERTOOLS_SERVICE_NAME === service)
  const key = found?.Properties?.Code?.S3Key
  if (!key) throw new Error(`No function of the app has the service name ${service}.`)
  return key
}
