import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAssembly } from '../../../tools/preflight/assembly.ts'
import { drawing } from '../../../tools/topology/drawing.ts'
import { readGraph } from '../../../tools/topology/read-graph.ts'
import { ASSEMBLY } from '../../journeys/assembly.ts'

test('docs/topology.svg shows the stacks as they are', () => {
  const committed = readFileSync(join(import.meta.dirname, '../../../docs/topology.svg'), 'utf8')
  const drawn = `${drawing(readGraph(readAssembly(ASSEMBLY)))}\n`
  if (drawn !== committed)
    throw new Error('docs/topology.svg is out of date: run npm run topology and commit it.')
})
