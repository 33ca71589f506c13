/* `npm run contracts -- freeze`: keeps the messages, schemas and readers of a release. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { toJSONSchema } from 'zod/mini'
import { eventContracts } from '../lambda/contracts/event-catalogue.ts'
import { producedMessages } from '../test/lambda/contracts/produced-messages.ts'

const USAGE = `usage: npm run --silent contracts -- freeze

Writes what the release in package.json sends and takes into lambda/contracts/released, once: of each type its JSON
Schema and messages of its producers, and the readers of all types. Refuses to overwrite what is frozen.`

const RELEASED = join('lambda', 'contracts', 'released')

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  })
  if (values.help) console.log(USAGE)
  else if (positionals.length !== 1 || positionals[0] !== 'freeze') throw new Error('Say what to do: freeze.')
  else await freeze(JSON.parse(await readFile('package.json', 'utf8')).version)
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`)
  process.exitCode = 1
}

async function freeze(release: string): Promise<void> {
  // First, because it tells whether the release is frozen already.
  await writeNew(join(RELEASED, 'readers', `${release}.cjs`), await readers())
  const produced = producedMessages()
  for (const { type, schema } of eventContracts) {
    const directory = join(RELEASED, type, release)
    await writeNew(join(directory, 'schema.json'), textOf(toJSONSchema(schema, { io: 'input' })))
    for (const [name, message] of Object.entries(produced[type] ?? {})) {
      await writeNew(join(directory, `${name.replaceAll(' ', '-')}.json`), textOf(message))
    }
  }
  console.log(`The release ${release} is frozen in ${RELEASED}: ${eventContracts.length} types.`)
}

async function writeNew(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error(`${path} is frozen. Raise the version in package.json for another release.`)
  }
}

/** The contracts as the functions of this release have them: a JSON Schema lacks some of their rules. */
async function readers(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { eventContracts } from './lambda/contracts/event-catalogue.ts'",
      resolveDir: process.cwd(),
    },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

function textOf(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`
}
