import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Assembly } from '../assembly.ts'
import { senders } from '../senders.ts'
import type { Target } from '../target.ts'
import { find, named } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

const CHECK = 'SES sender'

/** Checks whether SES has verified the sender's address, or a domain that it belongs to. */
export async function checkSenders(target: Target, { resources }: Assembly): Promise<Verdict[]> {
  return Promise.all(senders(resources).map(sender => senderVerdict(target, sender)))
}

async function senderVerdict(target: Target, sender: string): Promise<Verdict> {
  const client = new SESv2Client(target.settings)
  let pending: string | undefined
  for (const EmailIdentity of identitiesOf(sender)) {
    const identity = await find(
      'ses:GetEmailIdentity',
      () => client.send(new GetEmailIdentityCommand({ EmailIdentity })),
      named('NotFoundException'),
    )
    if (identity?.VerifiedForSendingStatus) return verified(sender, EmailIdentity)
    if (identity) pending ??= EmailIdentity
  }
  return notVerified(target, sender, pending)
}

/**
 * "When you verify a domain identity, you can send email from any subdomain or email address" of it (SES, Creating
 * identities).
 */
function identitiesOf(sender: string): string[] {
  const labels = sender.slice(sender.lastIndexOf('@') + 1).split('.')
  return [sender, ...labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))]
}

function verified(sender: string, identity: string): Verdict {
  const found = sender === identity ? `${sender} is verified` : `${sender} is verified by ${identity}`
  return { check: CHECK, outcome: 'ok', found }
}

function notVerified({ region }: Target, sender: string, pending: string | undefined): Verdict {
  const check = CHECK
  const outcome = 'warning'
  const needed = 'a verified sender; without it, every mail becomes a dead letter'
  if (isExample(sender)) {
    const remedy = 'use your own address: -c sender=shop@your.domain (dev), or sender in config/<stage>.json'
    return {
      check,
      outcome,
      found: `${sender} is an example address, which cannot be verified`,
      needed,
      remedy,
    }
  }
  if (pending) {
    const remedy = pending.includes('@')
      ? `follow the link in the mail that AWS sent to ${pending}`
      : `aws sesv2 get-email-identity --email-identity ${pending} --region ${region} shows the DNS records to create`
    return { check, outcome, found: `the verification of ${pending} is pending`, needed, remedy }
  }
  const remedy = `aws sesv2 create-email-identity --email-identity ${sender} --region ${region}, then follow the link in the mail`
  return { check, outcome, found: `${sender} is not verified`, needed, remedy }
}

/** RFC 2606 reserves these names. */
function isExample(sender: string): boolean {
  return /[@.]example\.(com|net|org)$|\.(example|test|invalid)$/i.test(sender)
}
