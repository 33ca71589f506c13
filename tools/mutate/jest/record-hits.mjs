/* Loaded before a script that runs in a process of its own: writes the probes that it runs to the file MUTATE_HITS_FILE. */
import { writeFileSync } from 'node:fs'

const hits = new Set()
globalThis.__mutateHit = id => hits.add(id)
process.on('exit', () => writeFileSync(process.env.MUTATE_HITS_FILE, JSON.stringify([...hits])))
