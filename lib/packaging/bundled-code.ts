import { basename } from 'node:path'
import type { BuildResult } from 'esbuild'

type Imports = Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>

/** What one run of esbuild gave for several entries, its files in memory. */
export class BundledCode {
  readonly #result: BuildResult<{ metafile: true; write: false }>
  readonly #contents: ReadonlyMap<string, Uint8Array>

  constructor(result: BuildResult<{ metafile: true; write: false }>) {
    this.#result = result
    this.#contents = new Map(result.outputFiles.map(({ path, contents }) => [basename(path), contents]))
  }

  /** The paths of all modules, those that leave no code in the files included. */
  get modules(): string[] {
    return Object.keys(this.#result.metafile.inputs)
  }

  /** Lists the modules that a module imports itself. */
  importsOf(module: string): string[] {
    return this.#result.metafile.inputs[module]?.imports.map(({ path }) => path) ?? []
  }

  /** Lists the modules that an entry reaches, itself included. */
  modulesOf(entry: string): string[] {
    return reachableFrom(entry, this.#result.metafile.inputs)
  }

  /** Lists the names of the files that an entry loads, at once or later (`import()`), its own first; no source maps. */
  filesOf(entry: string): string[] {
    const { outputs } = this.#result.metafile
    const own = Object.keys(outputs).find(path => outputs[path]?.entryPoint === entry)
    if (own === undefined) throw new Error(`esbuild gave no file for ${entry}.`)
    return reachableFrom(own, outputs).map(path => basename(path))
  }

  content(file: string): Uint8Array {
    const content = this.#contents.get(file)
    if (content === undefined) throw new Error(`esbuild gave no ${file}.`)
    return content
  }
}

/** What is not in the graph is Node's, or a package that is not bundled. */
function reachableFrom(start: string, graph: Imports): string[] {
  const reached = new Set([start])
  for (const path of reached) {
    for (const imported of graph[path]?.imports ?? []) {
      if (imported.path in graph) reached.add(imported.path)
    }
  }
  return [...reached]
}
