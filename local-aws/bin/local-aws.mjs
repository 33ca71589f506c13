#!/usr/bin/env node
import { existsSync } from 'node:fs'

// The repository has the sources, which Node runs as they are; the package has what was built of them.
const sources = new URL('../src/main.ts', import.meta.url)
await import(existsSync(sources) ? sources.href : '../dist/main.js')
