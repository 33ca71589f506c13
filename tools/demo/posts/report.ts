import { dim, heading } from '../../terminal/terminal.ts'
import { type Finding, printFindings } from '../../trace/findings.ts'
import { printHops } from '../../trace/hop-table.ts'
import type { PostsResult, PublishedPost } from './run.ts'

/** Prints what became of the posts. @returns whether all of it happened as it should */
export function reportPosts(result: PostsResult): boolean {
  const { subscribers, first, second, mail, hops } = result
  heading(`A post for ${subscribers} subscribers`)
  console.log(
    dim('  The author waits for one message to be queued; pages of subscribers follow, each as a message.'),
  )
  console.log(`  post ${first.postId}`)
  printHops(hops)
  console.log(
    `  the author waited ${Math.round(first.acceptedMs)} ms; the last of ${first.expected.length} mails had arrived after ` +
      `${Math.round(first.toldMs)} ms`,
  )
  heading('One of the mails')
  console.log(`  To: ${mail.to.join(', ')}\n  Subject: ${mail.subject}`)
  for (const [name, value] of Object.entries(mail.headers)) console.log(`  ${shortened(`${name}: ${value}`)}`)
  return printFindings('What was to be shown of the posts', [
    toldOnce('every subscriber is told of the first post, once', first),
    {
      claim: 'one click on the link in the mail unsubscribes',
      holds: result.unsubscribeStatus === 200 && !second.told.includes(result.unsubscribed),
    },
    toldOnce('the second post reaches all the others', second),
    { claim: 'the address that bounced is left out by the mailer', holds: result.leftOut === 1 },
  ])
}

function toldOnce(claim: string, { expected, told }: PublishedPost): Finding {
  return {
    claim,
    holds: told.length === expected.length && expected.every(address => told.includes(address)),
  }
}

const WIDTH = 96

function shortened(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line
}
