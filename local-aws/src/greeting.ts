import type { LocalAws, StackOutputs } from './local-aws.ts'

/** What the command prints when all is up: where it is, what runs on it, how to use it. */
export function greeting({ endpoint, account, developer, stacks, sns }: LocalAws): string {
  return `ready ${endpoint}
${outputs(stacks)}
Use it with any AWS client:
  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${account.region} AWS_DEFAULT_REGION=${account.region}
  export AWS_ACCESS_KEY_ID=${developer.accessKeyId} AWS_SECRET_ACCESS_KEY=${developer.secretAccessKey}
${apis(endpoint, stacks)}The mail that was sent: ${endpoint}/_aws/ses
${confirmations(sns.pendingSubscriptions)}Ctrl-C stops it.
`
}

function outputs(stacks: StackOutputs): string {
  const sections = Object.entries(stacks).map(([name, values]) => {
    // Exports are for other stacks; people want the outputs that somebody named.
    const named = Object.entries(values).filter(([key]) => !key.startsWith('ExportsOutput'))
    const width = Math.max(0, ...named.map(([key]) => key.length))
    return `\n${name}\n${named.map(([key, value]) => `  ${key.padEnd(width)}  ${value}\n`).join('')}`
  })
  return sections.join('')
}

/** A topic sends no mail before the address has confirmed it. */
function confirmations(pending: LocalAws['sns']['pendingSubscriptions']): string {
  if (pending.length === 0) return ''
  const links = pending.map(({ address, topicName, link }) => `  ${address}, ${topicName}:\n    ${link}\n`)
  return `These e-mail subscriptions wait until you open their links, which are in the mail, too:\n${links.join('')}`
}

/** The addresses of the stacks' APIs, to paste beside the rest; an output that several stacks have is left out. */
function apis(endpoint: string, stacks: StackOutputs): string {
  const outputs = Object.values(stacks).flatMap(values => Object.entries(values))
  const isAlone = (name: string) => outputs.filter(([other]) => other === name).length === 1
  const addresses = outputs.filter(([name, value]) => value.startsWith(`${endpoint}/_aws/`) && isAlone(name))
  if (addresses.length === 0) return ''
  const exports = addresses.map(([name, value]) => `  export ${name}=${value.replace(/\/$/, '')}\n`)
  return `The APIs of the stacks:\n${exports.join('')}`
}
