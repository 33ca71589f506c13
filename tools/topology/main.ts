/* `npm run topology`: draws the stacks as one picture, from their templates. */
import { writeFile } from 'node:fs/promises'
import { AssemblyError, readAssembly } from '../preflight/assembly.ts'
import { SynthesisError, synthesize } from '../preflight/synthesis.ts'
import { failureText } from '../terminal/command-line.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { drawing } from './drawing.ts'
import { readGraph } from './read-graph.ts'

async function main(args: readonly string[]): Promise<void> {
  const { assembly, out, help } = parseCommandLine(args)
  if (help) return console.log(USAGE)
  const graph = readGraph(readAssembly(assembly ?? (await synthesize({}))))
  await writeFile(out, `${drawing(graph)}\n`)
  console.log(`The drawing is in ${out}.`)
}

main(process.argv.slice(2)).catch(cause => {
  console.error(failureText(cause, USAGE, [AssemblyError, SynthesisError]))
  process.exitCode = 1
})
