import { LocalAws } from '../src/local-aws.ts'
import { EVENT_SOURCES } from '../src/services/lambda/event-sources/source-arn.ts'
import { PROTOCOLS } from '../src/services/sns/subscribe.ts'
import type { ResourceType } from '../src/template/resource-type.ts'

const INTRODUCTION = `# What is supported

<!-- Written by "npm run supported -w @messaging-on-aws/local-aws" from the code: change that, and run it. -->

Everything else is refused by name.`

/** `docs/supported.md`: what the services of a local AWS say that they simulate. */
export async function supportedPage(): Promise<string> {
  const aws = await LocalAws.start()
  try {
    const types = [...aws.resourceTypes].sort((a, b) => (a.type < b.type ? -1 : 1))
    const apis = [...aws.apis].sort((a, b) => (a.signingName < b.signingName ? -1 : 1))
    return `${INTRODUCTION}

## Resource types

Each type lists the properties that have their documented effect, then those that are accepted and have no effect on one machine, with the reason.

${types.map(resourceType).join('\n')}
## API actions

By service, under the name that requests are signed for.

${apis.map(({ signingName, operations }) => `- **${signingName}**: ${sentence(operations)}.`).join('\n')}

## Event sources and subscriptions

- Event source mappings of functions: ${EVENT_SOURCES.join(', ')}.
- Subscriptions of topics, by protocol: ${sentence([...PROTOCOLS])}.
`
  } finally {
    await aws.stop()
  }
}

function resourceType({ type, simulated, inert }: ResourceType): string {
  const accepted = Object.entries(inert).sort(([a], [b]) => (a < b ? -1 : 1))
  return `### ${type}

${propertiesOf(simulated)}${accepted.map(([name, reason]) => `- \`${name}\`: ${reason}\n`).join('')}`
}

function propertiesOf(simulated: ResourceType['simulated']): string {
  if (simulated === 'every property') return 'Every property.\n'
  return simulated.length > 0 ? `${sentence(simulated)}.\n` : ''
}

function sentence(names: readonly string[]): string {
  return [...new Set(names)]
    .sort()
    .map(name => `\`${name}\``)
    .join(', ')
}
