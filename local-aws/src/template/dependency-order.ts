import { TemplateError } from './template.ts'

/**
 * The names of `dependencies`, each after those it depends on and otherwise in their given order.
 *
 * @param dependencies by name; a dependency that is no name itself is passed over
 * @throws TemplateError naming a circle of dependencies
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
