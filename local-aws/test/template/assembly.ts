import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A cloud assembly of a few templates, written to a directory of its own as `cdk synth` writes it. */
export class Assembly {
  readonly directory: string

  private constructor(directory: string) {
    this.directory = directory
  }

  /** @param templates by stack name; each stack depends on those before it */
  static async of(templates: Record<string, object>): Promise<Assembly> {
    const assembly = new Assembly(await mkdtemp(join(tmpdir(), 'assembly-')))
    const artifacts = Object.keys(templates).map((name, index, names): [string, object] => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: `${name}.template.json` },
        dependencies: names.slice(0, index),
      },
    ])
    // Last first: the order is the manifest's dependencies, not its keys.
    await assembly.write('manifest.json', {
      version: '55.0.0',
      artifacts: Object.fromEntries(artifacts.reverse()),
    })
    for (const [name, template] of Object.entries(templates)) {
      await assembly.write(`${name}.template.json`, template)
    }
    return assembly
  }

  /** Writes one more file of the assembly, or another one of that name. */
  async write(path: string, content: unknown): Promise<void> {
    const file = join(this.directory, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true })
  }
}
