import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FunctionName } from './functions.ts'
import { type Input, isUnchanged } from './input.ts'

interface Contents {
  /** What the run was asked to do. */
  request: string
  inputs: readonly Input[]
  /** What identifies each function's code. */
  fingerprints: readonly (readonly [FunctionName, string])[]
}

/**
 * What a bundling run read and made, kept beside what it wrote: while nothing that it read has changed, the next run
 * would write the same, and need not take place.
 */
export class BundlingRecord {
  readonly #root: string
  readonly #file: string

  /**
   * @param root what the paths of inputs are relative to
   * @param file where the record is kept
   */
  constructor(root: string, file: string) {
    this.#root = root
    this.#file = file
  }

  /** Gives the fingerprints of a run with this `request` that has read what is there now, or undefined. */
  fingerprints(request: string): Contents['fingerprints'] | undefined {
    const record = this.#read()
    const isCurrent =
      record?.request === request && record.inputs.every(input => isUnchanged(this.#root, input))
    return isCurrent ? record.fingerprints : undefined
  }

  /** Replaces the record as a whole: another run reads the one or the other. */
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
      // None yet, or one that was cut short: the run takes place.
      return undefined
    }
  }
}
