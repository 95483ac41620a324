/**
 * Every door of the API with what goes in and out, made from its OpenAPI description by
 * `UPDATE_DOCS=1 npm test -- test/docs`. Not written by hand.
 */
export interface Doors {
  'DELETE /dunning-blocks/{id}': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'GET /agency-payouts': {
    query: never;
    body: never;
    answer: { expectedCents: number; paidOutCents: number; differenceCents: number; claims: ({ claimId: number; fileNumber: string | null; expectedCents: number; paidOutCents: number; differenceCents: number; })[]; settlements: ({ payoutNumber: string; paidOn: string; totalCents: number; claims: number; })[]; };
  };
  'GET /agency-statuses': {
    query: never;
    body: never;
    answer: { own: ({ agency: string; code: string; meaning: "new" | "in_progress" | "question" | "waiting" | "payment" | "court" | "unmapped" | "closed_paid" | "closed_partly" | "closed_unpaid" | "withdrawn" | "rejected"; })[]; seen: ({ code: string; text: string | null; meaning: "new" | "in_progress" | "question" | "waiting" | "payment" | "court" | "unmapped" | "closed_paid" | "closed_partly" | "closed_unpaid" | "withdrawn" | "rejected" | null; claims: number; })[]; };
  };
  'GET /api-keys': {
    query: never;
    body: never;
    answer: { items: ({ id: number; name: string; role: "owner" | "clerk" | "read_only" | "agency"; createdAt: string; revokedAt: string | null; })[]; };
  };
  'GET /audit': {
    query: { before?: number; limit?: number; type?: string; actor?: string; receivableId?: number; };
    body: never;
    answer: { items: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; occurredAt: string; recordedAt: string; actorName: string | null; receivableId: number | null; claimId: number | null; })[]; nextBefore: number | null; };
  };
  'GET /claims': {
    query: { afterId?: number; limit?: number; state?: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber?: string; };
    body: never;
    answer: { items: ({ id: number; receivableId: number; mode: "sandbox" | "live"; ourReference: string; state: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber: string | null; statusCode: string | null; statusText: string | null; statusMeaning: string | null; principalCents: number; costsCents: number; interestCents: number; agencyTotalCents: number | null; agencyPaidCents: number | null; agencyOutstandingCents: number | null; agencyPayoutsCents: number | null; refusal: string | null; newsAt: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /claims/{id}': {
    query: never;
    body: never;
    answer: { id: number; receivableId: number; mode: "sandbox" | "live"; ourReference: string; state: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber: string | null; statusCode: string | null; statusText: string | null; statusMeaning: string | null; principalCents: number; costsCents: number; interestCents: number; agencyTotalCents: number | null; agencyPaidCents: number | null; agencyOutstandingCents: number | null; agencyPayoutsCents: number | null; refusal: string | null; newsAt: string | null; news: ({ id: number; kind: string; fileNumber: string; ourReference: string | null; code: string | null; item: Record<string, unknown>; occurredAt: string | null; storedAt: string; })[]; story: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; occurredAt: string; recordedAt: string; })[]; messages: ({ id: number; kind: string; state: string; attempts: number; note: string | null; leavesAt: string | null; })[]; calls: ({ operation: string; status: number | null; end: string; request: string; answer: string; calledAt: string; })[]; unmatchedNews: ({ id: number; kind: string; fileNumber: string; code: string | null; storedAt: string; })[]; };
  };
  'GET /claims/{id}/messages': {
    query: never;
    body: never;
    answer: { items: ({ id: number; direction: "in" | "out"; text: string; author: string; occurredAt: string; readAt: string | null; delivery: string | null; })[]; };
  };
  'GET /me': {
    query: never;
    body: never;
    answer: { actor: string; role: "owner" | "clerk" | "read_only" | "agency"; user: { id: number; email: string; name: string; hasTotp: boolean; } | null; csrfToken: string | null; sessionEndsAt: string | null; shop: { id: number; domain: string; name: string; country: string; mode: "sandbox" | "live"; state: string; timeZone: string; language: "de" | "en" | "it"; }; on: string; };
  };
  'GET /mentions': {
    query: never;
    body: never;
    answer: { items: ({ id: number; noteId: number; receivableId: number; orderName: string; authorName: string | null; text: string; writtenAt: string; })[]; };
  };
  'GET /overview': {
    query: never;
    body: never;
    answer: { on: string; work: { total: number; counts: ({ kind: string; count: number; })[]; urgent: ({ kind: string; id: number; receivableId: number | null; claimId: number | null; since: string; why: string; next: string; })[]; }; nextRun: { on: string; countedAt: string; reminders: number; handovers: number; levels: ({ level: number; count: number; })[]; sums: ({ currency: string; cents: number; })[]; }; money: ({ currency: string; open: { cents: number; count: number; query: string; }; overdue: { cents: number; count: number; query: string; }; inDunning: { cents: number; count: number; query: string; }; atAgency: { cents: number; count: number; query: string; }; paidThisMonthCents: number; ageing: ({ cents: number; count: number; query: string; bucket: string; })[]; cashIn: ({ weekOn: string; cents: number; })[]; })[]; };
  };
  'GET /receivables': {
    query: { afterId?: number; cursor?: string; limit?: number; sort?: "id" | "due" | "amount" | "level" | "name"; direction?: "asc" | "desc"; format?: "json" | "csv"; state?: string; orderName?: string; dueBefore?: string; dueFrom?: string; overdueFrom?: number; overdueTo?: number; levelFrom?: number; levelTo?: number; amountFrom?: number; amountTo?: number; claimState?: string; blocked?: "yes" | "no"; currency?: string; debtorId?: number; debtorNumber?: string; };
    body: never;
    answer: { items: ({ id: number; orderId: string; orderName: string; invoiceNumber: string | null; debtorId: number; currency: string; contractOn: string; terms: { kind: string; days: number | null; fromOn: string | null; source: string; updatedAt: string | null; }; fulfilledOn: string | null; dueOn: string | null; paymentUrl: string | null; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; level: number; round: number; lastNoticeOn: string | null; noticeDeadlineOn: string | null; principalCents: number; costsCents: number; openCents: number; debtorName: string; overdueDays: number; isBlocked: boolean; claimState: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed" | null; })[]; nextAfterId: number | null; nextCursor: string | null; };
  };
  'GET /receivables/{id}': {
    query: never;
    body: never;
    answer: { id: number; orderId: string; orderName: string; invoiceNumber: string | null; debtorId: number; currency: string; contractOn: string; terms: { kind: string; days: number | null; fromOn: string | null; source: string; updatedAt: string | null; }; fulfilledOn: string | null; dueOn: string | null; paymentUrl: string | null; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; level: number; round: number; lastNoticeOn: string | null; noticeDeadlineOn: string | null; principalCents: number; costsCents: number; debtor: { id: number; debtorNumber: string | null; kind: "consumer" | "business"; firstName: string | null; lastName: string | null; company: string | null; street: string | null; postcode: string | null; city: string | null; country: string | null; email: string | null; phone: string | null; locale: string | null; } | null; blocks: ({ id: number; reason: string; note: string | null; untilOn: string | null; placedBy: string; })[]; reminders: ({ id: number; level: number; template: string; language: string; runOn: string; deadlineOn: string; principalCents: number; costsCents: number; feeCents: number; contentHash: string; state: string; stoppedBecause: string | null; sentAt: string | null; })[]; claims: ({ id: number; receivableId: number; mode: "sandbox" | "live"; ourReference: string; state: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber: string | null; statusCode: string | null; statusText: string | null; statusMeaning: string | null; principalCents: number; costsCents: number; interestCents: number; agencyTotalCents: number | null; agencyPaidCents: number | null; agencyOutstandingCents: number | null; agencyPayoutsCents: number | null; refusal: string | null; newsAt: string | null; })[]; ledger: ({ posting: string; kind: string; account: string; amountCents: number; bookedOn: string; })[]; story: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; occurredAt: string; recordedAt: string; })[]; };
  };
  'GET /receivables/{id}/claim-statement': {
    query: { on?: string; };
    body: never;
    answer: { on: string; currency: string; principalCents: number; interestCents: number; costsCents: number; totalCents: number; creditCents: number; interestAccruedCents: number; defaultFrom: string | null; ground: string | null; segments: ({ principalCents: number; fromOn: string; toOn: string; [name: string]: unknown; })[]; payments: ({ on: string; amountCents: number; principalCents: number; interestCents: number; costsCents: number; [name: string]: unknown; })[]; knownUntil: string | null; complete: boolean; [name: string]: unknown; };
  };
  'GET /receivables/{id}/handover-gates': {
    query: never;
    body: never;
    answer: { gates: ({ gate: string; passed: boolean; reason: string; })[]; };
  };
  'GET /receivables/{id}/handover-package': {
    query: never;
    body: never;
    answer: { frozen: boolean; package: Record<string, unknown>; missing: (string)[]; };
  };
  'GET /receivables/{id}/next': {
    query: never;
    body: never;
    answer: { on: string; step: "wait" | "remind" | "hand_over" | "nothing"; because: string | null; nextOn: string | null; level: number | null; template: string | null; feeCents: number | null; policyVersion: number | null; blocks: ({ reason: string; untilOn: string | null; })[]; gates: ({ gate: string; passed: boolean; reason: string; })[]; };
  };
  'GET /receivables/{id}/notes': {
    query: never;
    body: never;
    answer: { items: ({ id: number; author: string; authorName: string | null; text: string; mentions: ({ userId: number; name: string; })[]; writtenAt: string; })[]; };
  };
  'GET /receivables/{id}/timeline': {
    query: { before?: number; limit?: number; };
    body: never;
    answer: { items: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; occurredAt: string; recordedAt: string; actorName: string | null; })[]; nextBefore: number | null; };
  };
  'GET /search': {
    query: { q?: string; };
    body: never;
    answer: { items: ({ receivableId: number; orderName: string; invoiceNumber: string | null; debtorName: string; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; openCents: number; currency: string; dueOn: string | null; fileNumber: string | null; match: "exact" | "begins" | "similar" | "amount" | "file_number"; })[]; };
  };
  'GET /users': {
    query: never;
    body: never;
    answer: { items: ({ id: number; email: string; name: string; role: "owner" | "clerk" | "read_only" | "agency"; agencyAccountId: number | null; hasTotp: boolean; isDisabled: boolean; createdAt: string; })[]; };
  };
  'GET /worklist': {
    query: never;
    body: never;
    answer: { items: ({ kind: string; id: number; receivableId: number | null; claimId: number | null; since: string; why: string; next: string; })[]; };
  };
  'POST /api-keys': {
    query: never;
    body: { name: string; role: "owner" | "clerk" | "read_only"; };
    answer: { keyId: number; key: string; };
  };
  'POST /claims/{id}/close': {
    query: never;
    body: { because: string; };
    answer: { claimId: number; state: string; };
  };
  'POST /claims/{id}/messages': {
    query: never;
    body: { text: string; };
    answer: { messageId: number; };
  };
  'POST /claims/{id}/messages-read': {
    query: never;
    body: never;
    answer: { read: number; };
  };
  'POST /claims/{id}/next-steps': {
    query: never;
    body: { step: "lawyer"; mission: "payment_order_only" | "payment_order_then_lawsuit" | "lawsuit_at_once"; } | { step: "factoring"; } | { step: "long_term_observation"; } | { step: "address_identification"; databases: boolean; registrationOffice: "never" | "once" | "as_needed"; justification: string; };
    answer: { claimId: number; step: string; };
  };
  'POST /claims/{id}/recall': {
    query: never;
    body: { amountCents: number; because: string; };
    answer: { messageId: number; };
  };
  'POST /dunning-runs': {
    query: never;
    body: { mode: "preview" | "commit"; on?: string; };
    answer: { runId: number | null; runOn: string; selected: number; reminded: number; handedOver: number; skipped: number; lines: ({ receivableId: number; orderName: string; outcome: "remind" | "hand_over" | "skip"; level: number; reason: string | null; openCents: number; feeCents: number; currency: string; })[]; };
  };
  'POST /handovers': {
    query: never;
    body: { receivableIds: (number)[]; };
    answer: { results: ({ receivableId: number; claimId: number | null; refused: string | null; })[]; };
  };
  'POST /inbox/{id}/retry': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'POST /login': {
    query: never;
    body: { email: string; password: string; code?: string | null; };
    answer: { actor: string; role: "owner" | "clerk" | "read_only" | "agency"; user: { id: number; email: string; name: string; hasTotp: boolean; } | null; csrfToken: string | null; sessionEndsAt: string | null; shop: { id: number; domain: string; name: string; country: string; mode: "sandbox" | "live"; state: string; timeZone: string; language: "de" | "en" | "it"; }; on: string; };
  };
  'POST /logout': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'POST /logout-everywhere': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'POST /me/password': {
    query: never;
    body: { password: string; newPassword: string; };
    answer: { done: true; };
  };
  'POST /me/totp': {
    query: never;
    body: { password: string; };
    answer: { secret: string; uri: string; };
  };
  'POST /me/totp-confirm': {
    query: never;
    body: { code: string; };
    answer: { done: true; };
  };
  'POST /me/totp-remove': {
    query: never;
    body: { password: string; };
    answer: { done: true; };
  };
  'POST /outbox/{id}/resolve': {
    query: never;
    body: { outcome: "delivered" | "not_delivered"; fileNumber?: string | null; };
    answer: { done: true; };
  };
  'POST /receivables/bulk': {
    query: never;
    body: { action: "hold"; receivableIds: (number)[]; reason: "complaint" | "dispute" | "dispute_at_payment" | "return" | "withdrawal" | "promise_to_pay" | "insolvency" | "death" | "minor" | "unknown_address" | "fraud" | "returned_by_agency" | "other"; note?: string | null; untilOn?: string | null; } | { action: "release"; blockIds: (number)[]; } | { action: "hand_over"; receivableIds: (number)[]; } | { action: "take_back"; claimIds: (number)[]; };
    answer: { results: ({ id: number; done: boolean; blockId: number | null; claimId: number | null; refused: string | null; })[]; };
  };
  'POST /receivables/{id}/dunning-blocks': {
    query: never;
    body: { reason: "complaint" | "dispute" | "dispute_at_payment" | "return" | "withdrawal" | "promise_to_pay" | "insolvency" | "death" | "minor" | "unknown_address" | "fraud" | "returned_by_agency" | "other"; note?: string | null; untilOn?: string | null; };
    answer: { id: number; receivableId: number; reason: "complaint" | "dispute" | "dispute_at_payment" | "return" | "withdrawal" | "promise_to_pay" | "insolvency" | "death" | "minor" | "unknown_address" | "fraud" | "returned_by_agency" | "other"; untilOn: string | null; };
  };
  'POST /receivables/{id}/handover': {
    query: never;
    body: { description?: string; note?: string; };
    answer: { claimId: number; };
  };
  'POST /receivables/{id}/notes': {
    query: never;
    body: { text: string; };
    answer: { noteId: number; mentioned: (number)[]; };
  };
  'POST /receivables/{id}/payments': {
    query: never;
    body: { amountCents: number; paidOn: string; reference: string; };
    answer: { openCents: number; };
  };
  'POST /receivables/{id}/write-off': {
    query: never;
    body: { reason: "small_rest" | "uncollectible" | "goodwill" | "time_barred" | "insolvency"; };
    answer: { writtenOffCents: number; };
  };
  'POST /test-mail': {
    query: never;
    body: never;
    answer: { sentTo: string; };
  };
  'POST /users': {
    query: never;
    body: { email: string; name: string; role: "owner" | "clerk" | "read_only" | "agency"; password: string; agencyAccountId?: number | null; };
    answer: { userId: number; };
  };
  'PUT /agency-statuses': {
    query: never;
    body: { statuses: ({ code: string; meaning: "new" | "in_progress" | "question" | "waiting" | "payment" | "court" | "unmapped" | "closed_paid" | "closed_partly" | "closed_unpaid" | "withdrawn" | "rejected"; })[]; };
    answer: { changedClaims: number; };
  };
  'PUT /mode': {
    query: never;
    body: { mode: "sandbox" | "live"; confirmation: string; };
    answer: { mode: "sandbox" | "live"; };
  };
  'PUT /users/{id}': {
    query: never;
    body: { name?: string; role?: "owner" | "clerk" | "read_only" | "agency"; isDisabled?: boolean; };
    answer: { done: true; };
  };
}
