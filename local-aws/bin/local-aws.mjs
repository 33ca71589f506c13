#!/usr/bin/env node
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'

// The newest feature of Node that is needed; Node 22.15 brought it.
if (!('registerHooks' in nodeModule)) {
  process.stderr.write(
    `local-aws needs Node 22.15, 24 or later, and this is ${process.versions.node}. "npm install --save-dev node@24" brings one for this project alone.\n`,
  )
  process.exit(1)
}

// The repository has the sources, which Node runs as they are; the package has what was built of them.
const sources = new URL('../src/main.ts', import.meta.url)
await import(existsSync(sources) ? sources.href : '../dist/main.js')
