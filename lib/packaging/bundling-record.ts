import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FunctionName } from './functions.ts'
import { type Input, isUnchanged } from './input.ts'

interface Contents {
  /** The request of the run. */
  request: string
  inputs: readonly Input[]
  /** The fingerprint of each function's code. */
  fingerprints: readonly (readonly [FunctionName, string])[]
}

/**
 * The inputs and results of a bundling run, stored beside its output. If none of the inputs has changed, the next run
 * would write the same output and can be skipped.
 */
export class BundlingRecord {
  readonly #root: string
  readonly #file: string

  /**
   * @param root the directory that input paths are relative to
   * @param file the file of the record
   */
  constructor(root: string, file: string) {
    this.#root = root
    this.#file = file
  }

  /** Returns the fingerprints of a run with this `request` and unchanged inputs, or undefined. */
  fingerprints(request: string): Contents['fingerprints'] | undefined {
    const record = this.#read()
    const isCurrent =
      record?.request === request && record.inputs.every(input => isUnchanged(this.#root, input))
    return isCurrent ? record.fingerprints : undefined
  }

  /** Replaces the record atomically: another run reads either the old or the new one. */
  write(contents: Contents): void {
    mkdirSync(dirname(this.#file), { recursive: true })
    const unfinished = `${this.#file}.${process.pid}`
    writeFileSync(unfinished, JSON.stringify(contents))
    renameSync(unfinished, this.#file)
  }

  #read(): Contents | undefined {
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8'))
    } catch {
      // There is no record, or a truncated one, so the run is needed.
      return undefined
    }
  }
}
