import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A function as the synthesized templates describe it. */
export interface SynthesizedFunction {
  /** `<domain>-<function>`. */
  service: string
  /** The directory of its bundle. */
  directory: string
  environment: Record<string, string>
}

interface Template {
  Resources: Record<string, { Type: string; Properties: FunctionProperties }>
}

interface FunctionProperties {
  Code: { S3Key: string }
  Environment?: { Variables?: Record<string, unknown> }
}

export function synthesizedFunctions(assembly: string): SynthesizedFunction[] {
  return readdirSync(assembly)
    .filter(file => file.endsWith('.template.json'))
    .flatMap(file =>
      Object.values((JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template).Resources),
    )
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties: { Code, Environment } }) => {
      const environment = Object.fromEntries(
        Object.entries(Environment?.Variables ?? {}).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : `value-of-${name}`,
        ]),
      )
      return {
        service: environment.POWERTOOLS_SERVICE_NAME ?? '?',
        directory: join(assembly, `asset.${Code.S3Key.replace(/\.zip$/, '')}`),
        environment,
      }
    })
}
