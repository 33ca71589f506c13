import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DUCKDB_VERSION } from '../../../src/services/athena/engine/duckdb.ts'
import { AthenaRig } from './athena-rig.ts'

const MANIFEST = join(import.meta.dirname, '..', '..', '..', 'package.json')

const rig = new AthenaRig(() =>
  Promise.reject(new Error("Cannot find package '@duckdb/node-api'\nRequire stack: …")),
)
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** @own the engine, which is an optional dependency */
test('without DuckDB a query fails, and says what to install', async () => {
  const { Status } = await rig.run('SELECT 1')
  expect(Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: `The local AWS runs Athena's queries in DuckDB, and the package @duckdb/node-api cannot be loaded (Cannot find package '@duckdb/node-api'). Install it: npm install --save-dev @duckdb/node-api@${DUCKDB_VERSION}`,
  })
})

/** @own the engine, which is an optional dependency */
test('without DuckDB the catalog is shown', async () => {
  const { Status } = await rig.run('SHOW TABLES')
  expect(Status?.State).toBe('SUCCEEDED')
})

/** @own the engine, which is an optional dependency */
test('the version to install is the one that the package has', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(MANIFEST, 'utf8'))
  expect(optionalDependencies['@duckdb/node-api']).toBe(DUCKDB_VERSION)
})
