#!/usr/bin/env node
import { existsSync } from 'node:fs'

/** `module.registerHooks` came with it. */
const OLDEST = [22, 15]

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `local-aws needs Node ${OLDEST.join('.')} or later, and this is ${process.versions.node}. "npm install --save-dev node@24" brings one for this project alone.\n`,
  )
  process.exit(1)
}

// The repository has the sources, which Node runs as they are; the package has what was built of them.
const sources = new URL('../src/main.ts', import.meta.url)
await import(existsSync(sources) ? sources.href : '../dist/main.js')
