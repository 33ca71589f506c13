import { basename } from 'node:path'
import type { BuildResult } from 'esbuild'

type Imports = Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>

/** The output of one esbuild run for several entries, with the files in memory. */
export class BundledCode {
  readonly #result: BuildResult<{ metafile: true; write: false }>
  readonly #contents: ReadonlyMap<string, Uint8Array>

  constructor(result: BuildResult<{ metafile: true; write: false }>) {
    this.#result = result
    this.#contents = new Map(result.outputFiles.map(({ path, contents }) => [basename(path), contents]))
  }

  /** The paths of all modules, including those without code in the output. */
  get modules(): string[] {
    return Object.keys(this.#result.metafile.inputs)
  }

  /** Each module, with those that it imports directly. */
  get imports(): [module: string, imported: string[]][] {
    return Object.entries(this.#result.metafile.inputs).map(([module, { imports }]) => [
      module,
      imports.map(({ path }) => path),
    ])
  }

  /** Lists the modules that an entry reaches, including itself. */
  modulesOf(entry: string): string[] {
    return reachableFrom(entry, this.#result.metafile.inputs)
  }

  /** Lists the files that an entry loads, at once or later (`import()`), its own first, without source maps. */
  filesOf(entry: string): string[] {
    const { outputs } = this.#result.metafile
    const files = new Map(Object.entries(outputs).map(([path, { entryPoint }]) => [entryPoint, path]))
    const own = files.get(entry)
    if (own === undefined) throw new Error(`esbuild gave no file for ${entry}.`)
    return reachableFrom(own, outputs).map(path => basename(path))
  }

  content(file: string): Uint8Array {
    const content = this.#contents.get(file)
    if (content === undefined) throw new Error(`esbuild gave no ${file}.`)
    return content
  }
}

/** Modules that are not in the graph are Node's, or in packages that are not bundled. */
function reachableFrom(start: string, graph: Imports): string[] {
  const reached = new Set([start])
  for (const path of reached) {
    for (const imported of graph[path]?.imports ?? []) {
      if (imported.path in graph) reached.add(imported.path)
    }
  }
  return [...reached]
}
