/** What a filter policy is compared with. */
export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody'
