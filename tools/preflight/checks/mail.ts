import { GetAccountCommand, type GetAccountResponse, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Assembly } from '../assembly.ts'
import { senders } from '../senders.ts'
import type { Target } from '../target.ts'
import { ask } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

/** Every account starts with this: "a maximum of 200 messages per 24-hour period" (SES, Request production access). */
const SANDBOX = 'the sandbox: mail only to verified addresses and success@simulator.amazonses.com'

/** Checks whether SES lets the account send to any address, and how much. */
export async function checkSending(target: Target, { resources }: Assembly): Promise<Verdict[]> {
  if (senders(resources).length === 0) return []
  const account = await ask('ses:GetAccount', () =>
    new SESv2Client(target.settings).send(new GetAccountCommand({})),
  )
  const { SendingEnabled = true, EnforcementStatus = 'HEALTHY', ProductionAccessEnabled } = account
  if (!SendingEnabled || EnforcementStatus === 'SHUTDOWN') return [paused(target, EnforcementStatus)]
  if (!ProductionAccessEnabled) return [sandbox(target, account)]
  return [quota(target, account)]
}

function paused({ region }: Target, status: string): Verdict {
  return {
    check: 'SES sending',
    outcome: 'warning',
    found: `sending is paused (${status}): every mail becomes a dead letter`,
    remedy: `https://console.aws.amazon.com/ses/home?region=${region}#/account says why`,
  }
}

function sandbox({ region }: Target, account: GetAccountResponse): Verdict {
  return {
    check: 'SES sending',
    outcome: 'warning',
    found: `${SANDBOX}; ${rates(account)}`,
    needed: 'production access, to mail customers',
    remedy: `aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https://your.domain --region ${region}`,
  }
}

/** The share of the daily limit from which to warn: beyond the limit, SES refuses mails and the mailer waits. */
const NEARLY = 0.9

function quota({ region }: Target, account: GetAccountResponse): Verdict {
  const { Max24HourSend = 0, SentLast24Hours = 0 } = account.SendQuota ?? {}
  const check = 'SES sending'
  // A negative quota means no limit.
  if (Max24HourSend < 0 || SentLast24Hours < NEARLY * Max24HourSend) {
    return { check, outcome: 'ok', found: `production access; ${rates(account)}` }
  }
  return {
    check,
    outcome: 'warning',
    found: `production access; ${rates(account)}, ${SentLast24Hours} of them sent in the last 24 hours`,
    needed: 'remaining mails for the day',
    remedy: `https://console.aws.amazon.com/servicequotas/home/services/ses/quotas?region=${region}`,
  }
}

function rates({ SendQuota }: GetAccountResponse): string {
  const { MaxSendRate = '?', Max24HourSend = '?' } = SendQuota ?? {}
  return `${MaxSendRate} mails per second, ${Max24HourSend} in 24 hours`
}
