import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TestEnvironment } from 'jest-environment-node'

const hitsDirectory = process.env.MUTATE_HITS

/** Collects the probes that a test file runs, or, where none are collected, skips what follows the first failure. */
export default class MutationEnvironment extends TestEnvironment {
  #testPath
  #hits = new Set()
  #hasFailed = false

  constructor(config, context) {
    super(config, context)
    this.#testPath = context.testPath
    this.global.__mutateHit = id => this.#hits.add(id)
  }

  handleTestEvent({ name, test }) {
    if (hitsDirectory) return
    if (name === 'test_done' && test.errors.length > 0) this.#hasFailed = true
    if (name === 'test_start' && this.#hasFailed) test.mode = 'skip'
  }

  async teardown() {
    if (hitsDirectory) {
      const report = JSON.stringify({ testPath: this.#testPath, hits: [...this.#hits] })
      writeFileSync(join(hitsDirectory, `${randomUUID()}.json`), report)
    }
    await super.teardown()
  }
}
