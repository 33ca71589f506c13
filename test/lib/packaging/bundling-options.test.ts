import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { bundling } from '../../../lib/packaging/bundling-options.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Bundles an ES module as a function is bundled and runs it; returns the JSON that it prints. */
function run(contents: string): unknown {
  const outfile = join(directory, 'index.mjs')
  buildSync({ ...bundling, stdin: { contents, resolveDir: process.cwd() }, outfile })
  return JSON.parse(execFileSync(process.execPath, [outfile], { encoding: 'utf8' }))
}

test('a request of the SDK does not load undici', () => {
  const loaded = run(`
    import { NodeHttpHandler } from '@smithy/node-http-handler'
    const loaded = name => process.moduleLoadList.includes('NativeModule ' + name)
    const handler = new NodeHttpHandler()
    const request = { protocol: 'http:', hostname: '127.0.0.1', port: 1, path: '/', method: 'GET', headers: {} }
    const failure = await handler.handle(request).catch(error => error.code)
    console.log(JSON.stringify({
      failure,
      http: loaded('http'),
      undici: loaded('internal/deps/undici/undici'),
    }))`)
  expect(loaded).toEqual({ failure: 'ECONNREFUSED', http: true, undici: false })
})

test('an import of node:http or node:process still gives the module of Node.js', () => {
  const same = run(`
    import http, { request } from 'node:http'
    import * as all from 'node:http'
    import process, { env, versions } from 'node:process'
    const later = await import('node:http')
    console.log(JSON.stringify({
      request: request === http.request && all.request === request && later.request === request,
      original: http === globalThis.process.getBuiltinModule('node:http'),
      process: process === globalThis.process && env === process.env && versions === process.versions,
    }))`)
  expect(same).toEqual({ request: true, original: true, process: true })
})
