import { TemplateError } from './template.ts'

/**
 * Orders the names of `dependencies` so that each follows those it depends on; otherwise the given order is kept.
 *
 * @param dependencies by name; dependencies that are not names in the map are ignored
 * @throws TemplateError naming a circular dependency
 */
export function inDependencyOrder(dependencies: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const ordered = new Set<string>()
  const path: string[] = []

  function visit(name: string): void {
    if (ordered.has(name)) return
    const start = path.indexOf(name)
    if (start >= 0) {
      throw new TemplateError(`Circular dependency: ${[...path.slice(start), name].join(' → ')}`)
    }
    path.push(name)
    for (const dependency of dependencies.get(name) ?? []) if (dependencies.has(dependency)) visit(dependency)
    path.pop()
    ordered.add(name)
  }

  for (const name of dependencies.keys()) visit(name)
  return [...ordered]
}
