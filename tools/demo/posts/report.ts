import { dim, heading } from '../../terminal/terminal.ts'
import { type Finding, printFindings } from '../../trace/findings.ts'
import { printHops } from '../../trace/hop-table.ts'
import type { PostsResult, PublishedPost } from './run.ts'

/** Prints the results of the posts. @returns whether all claims hold */
export function reportPosts(result: PostsResult): boolean {
  const { subscribers, first, second, mail, hops } = result
  heading(`A post for ${subscribers} subscribers`)
  console.log(
    dim(
      '  The author waits only until one message is queued; pages of subscribers follow, one message each.',
    ),
  )
  console.log(`  post ${first.postId}`)
  printHops(hops)
  console.log(
    `  the author waited ${Math.round(first.acceptedMs)} ms; the last of ${first.expected.length} mails arrived after ` +
      `${Math.round(first.toldMs)} ms`,
  )
  heading('One of the mails')
  console.log(`  To: ${mail.to.join(', ')}\n  Subject: ${mail.subject}`)
  for (const [name, value] of Object.entries(mail.headers)) console.log(`  ${shortened(`${name}: ${value}`)}`)
  return printFindings('What the demo shows: posts', [
    toldOnce('every subscriber gets one mail about the first post', first),
    {
      claim: 'one click on the link in the mail unsubscribes',
      holds: result.unsubscribeStatus === 200 && !second.told.includes(result.unsubscribed),
    },
    toldOnce('every remaining subscriber gets one mail about the second post', second),
    { claim: 'the mailer skips the address that bounced', holds: result.leftOut === 1 },
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
