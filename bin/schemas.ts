/*
 * `npm run schemas`: writes the JSON Schemas of all messages and API bodies to standard output or to a directory, or the
 * AsyncAPI and OpenAPI documents.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { jsonSchemas } from '../lambda/contracts/catalogue.ts'
import { documents } from '../lambda/contracts/documents/documents.ts'

const USAGE = `usage: npm run --silent schemas [-- --out DIR | --documents DIR]

Prints one JSON object: the JSON Schema (2020-12) of every message by its type, and of every API body by its route.
With --out it writes one file for each into DIR instead. With --documents it writes the AsyncAPI document of all messages
and the OpenAPI document of each API into DIR; those in docs/ are made so.`

try {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, documents: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) console.log(USAGE)
  else if (values.documents !== undefined) await writeDocuments(values.documents)
  else if (values.out === undefined) process.stdout.write(textOf(jsonSchemas()))
  else await writeTo(values.out)
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`)
  process.exitCode = 1
}

async function writeTo(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const schemas = Object.entries(jsonSchemas())
  await Promise.all(
    schemas.map(([name, schema]) => writeFile(join(directory, fileName(name)), textOf(schema))),
  )
  console.log(`${schemas.length} schemas are in ${directory}.`)
}

async function writeDocuments(directory: string): Promise<void> {
  for (const [name, document] of Object.entries(documents())) {
    const path = join(directory, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, textOf(document))
    console.log(path)
  }
}

/** `get-purchases-id-200.json` for `GET /purchases/{id} 200`. */
function fileName(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9.]+/g) ?? []
  return `${words.join('-')}.json`
}

function textOf(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`
}
