import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { foreignPrograms, type Machine, THIS_MACHINE, writeSubstitutes } from './foreign-programs.ts'
import type { LayerVersion } from './layers.ts'
import type { Workspace } from './workspace.ts'

/** The replacement of `/opt` for an environment. */
export interface LayerDirectory {
  /** The merged content of the function's layers. */
  readonly path: string
  /** What takes the place of the programs in `bin` that this machine cannot run. */
  readonly substitutes: string | undefined
}

/** Merges the layers of a function into one directory; functions with the same layers share it. */
export class LayerDirectories {
  readonly #workspace: Workspace
  readonly #machine: Machine
  readonly #directories = new Map<string, LayerDirectory>()

  constructor(workspace: Workspace, machine: Machine = THIS_MACHINE) {
    this.#workspace = workspace
    this.#machine = machine
  }

  /** @returns undefined for a function without layers */
  of(layers: readonly LayerVersion[]): LayerDirectory | undefined {
    if (layers.length === 0) return undefined
    const key = layers.map(({ arn }) => arn).join()
    const directory = this.#directories.get(key) ?? this.#make(layers)
    this.#directories.set(key, directory)
    return directory
  }

  #make(layers: readonly LayerVersion[]): LayerDirectory {
    const path = this.#contentOf(layers)
    const foreign = foreignPrograms(join(path, 'bin'), this.#machine)
    if (foreign.length === 0) return { path, substitutes: undefined }
    const substitutes = this.#workspace.make('substitutes')
    writeSubstitutes(substitutes, foreign, this.#machine)
    return { path, substitutes }
  }

  /** Returns the layer's own directory if there is only one layer. */
  #contentOf([first, ...others]: readonly LayerVersion[]): string {
    const source = first?.content.directory ?? ''
    if (others.length === 0) return source
    const merged = this.#workspace.make('layers')
    overlay(source, merged)
    for (const { content } of others) overlay(content.directory, merged)
    return merged
  }
}

/** Creates separate directories with links to files; a later file replaces an earlier one of the same name. */
function overlay(source: string, target: string): void {
  mkdirSync(target, { recursive: true })
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)]
    if (entry.isDirectory()) {
      overlay(from, to)
      continue
    }
    rmSync(to, { recursive: true, force: true })
    symlinkSync(from, to)
  }
}
