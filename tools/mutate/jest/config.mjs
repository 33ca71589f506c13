/*
 * Jest's configuration for `npm run mutate`: the project's own, in the copy that MUTATE_ROOT names. With MUTATE_HITS, a
 * directory, each test file writes the probes that it runs into it. Otherwise the first failure ends the run.
 */
import { join } from 'node:path'

const root = process.env.MUTATE_ROOT
const isControl = process.env.MUTATE_HITS !== undefined
const beside = name => join(import.meta.dirname, name)
const { projects, ...own } = (await import(join(root, 'jest.config.mjs'))).default

export default {
  ...own,
  rootDir: root,
  reporters: [beside('reporter.mjs')],
  bail: isControl ? 0 : 1,
  testSequencer: beside('sequencer.mjs'),
  projects: projects.map(({ globalSetup, globalTeardown, ...project }) => ({
    ...project,
    rootDir: root,
    testEnvironment: beside('environment.mjs'),
    // What it makes before the tests is there from the first run, and each run has a temporary directory of its own.
    ...(isControl && { globalSetup, globalTeardown }),
  })),
}
