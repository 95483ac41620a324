/**
 * Every door of the API with what goes in and out, made from its OpenAPI description by
 * `UPDATE_DOCS=1 npm test -- test/docs`. Not written by hand.
 */
export interface Doors {
  'DELETE /api-keys/{id}': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'DELETE /dunning-blocks/{id}': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'GET /agency-accounts': {
    query: never;
    body: never;
    answer: { hasFileFolder: boolean; items: ({ id: number; agency: string; mode: "sandbox" | "live"; settings: { [name: string]: unknown; }; keys: (string)[]; checkedAt: string | null; refusedAt: string | null; refusal: string | null; pausedUntil: string | null; })[]; };
  };
  'GET /agency-news': {
    query: { beforeId?: number; limit?: number; };
    body: never;
    answer: { items: ({ id: number; kind: "status" | "message" | "money"; state: "stored" | "failed" | "unmatched"; claimId: number | null; fileNumber: string; ourReference: string | null; code: string | null; problem: string | null; attempts: number; storedAt: string; item: string; })[]; };
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
  'GET /audit-log': {
    query: { before?: number; limit?: number; type?: string; actor?: string; receivableId?: number; };
    body: never;
    answer: { items: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; actorName: string | null; occurredAt: string; recordedAt: string; receivableId: number | null; claimId: number | null; currency: string | null; })[]; nextBefore: number | null; };
  };
  'GET /chosen-orders': {
    query: { orderIds?: string; };
    body: never;
    answer: { on: string; role: "owner" | "clerk" | "read_only"; items: ({ receivableId: number; orderId: string; orderName: string; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; })[]; };
  };
  'GET /claims': {
    query: { afterId?: number; limit?: number; state?: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber?: string; };
    body: never;
    answer: { items: ({ id: number; receivableId: number; mode: "sandbox" | "live"; ourReference: string; state: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber: string | null; statusCode: string | null; statusText: string | null; statusMeaning: string | null; principalCents: number; costsCents: number; interestCents: number; agencyTotalCents: number | null; agencyPaidCents: number | null; agencyOutstandingCents: number | null; agencyPayoutsCents: number | null; returnedCents: number; returnedKnownCents: number; refusal: string | null; newsAt: string | null; askAt: string | null; accountReadAt: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /claims/{id}': {
    query: never;
    body: never;
    answer: { id: number; receivableId: number; mode: "sandbox" | "live"; ourReference: string; state: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber: string | null; statusCode: string | null; statusText: string | null; statusMeaning: string | null; principalCents: number; costsCents: number; interestCents: number; agencyTotalCents: number | null; agencyPaidCents: number | null; agencyOutstandingCents: number | null; agencyPayoutsCents: number | null; returnedCents: number; returnedKnownCents: number; refusal: string | null; newsAt: string | null; askAt: string | null; accountReadAt: string | null; news: ({ id: number; kind: string; fileNumber: string; ourReference: string | null; code: string | null; item: Record<string, unknown>; occurredAt: string | null; storedAt: string; })[]; story: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; actorName: string | null; occurredAt: string; recordedAt: string; })[]; messages: ({ id: number; kind: string; state: string; attempts: number; note: string | null; leavesAt: string | null; })[]; calls: ({ operation: string; status: number | null; end: string; request: string; answer: string; calledAt: string; })[]; unmatchedNews: ({ id: number; kind: string; fileNumber: string; code: string | null; storedAt: string; })[]; };
  };
  'GET /claims/{id}/handover-package': {
    query: never;
    body: never;
    answer: { frozen: boolean; package: Record<string, unknown>; missing: (string)[]; says: ({ code: string; values: Record<string, string | number>; })[]; groundSays: ({ code: string; values: Record<string, string | number>; })[]; };
  };
  'GET /claims/{id}/messages': {
    query: never;
    body: never;
    answer: { items: ({ id: number; direction: "in" | "out"; text: string; author: string; occurredAt: string; readAt: string | null; delivery: string | null; })[]; };
  };
  'GET /colleagues': {
    query: never;
    body: never;
    answer: { items: ({ id: number; name: string; handle: string; })[]; };
  };
  'GET /connection': {
    query: never;
    body: never;
    answer: { platform: string; domain: string; state: "setting_up" | "active" | "uninstalled"; session: "never" | "living" | "ended"; provedAt: string | null; scopes: (string)[]; missingScopes: (string)[]; mayWrite: boolean; platformReminders: "on" | "off" | "unknown"; leftToPlatform: "nothing" | "pre_due" | "first_level" | "both"; reconciledAt: string | null; reconcileNote: string | null; waitingToShow: number; showNote: string | null; import: { state: "never" | "wanted" | "running" | "reading" | "done" | "failed"; orders: number; read: number; note: string | null; startedAt: string | null; endedAt: string | null; }; };
  };
  'GET /debtor-answers': {
    query: { afterId?: number; limit?: number; debtorId?: number; };
    body: never;
    answer: { items: ({ id: number; debtorId: number; kind: "paid" | "dispute" | "instalments" | "date"; words: Record<string, string | number | null>; receivedAt: string; })[]; nextAfterId: number | null; };
  };
  'GET /disputes': {
    query: { afterId?: number; limit?: number; receivableId?: number; state?: "open" | "answered" | "upheld" | "rejected" | "withdrawn"; };
    body: never;
    answer: { items: ({ id: number; receivableId: number; reason: "goods_missing" | "defect" | "returned" | "wrong_amount" | "already_paid" | "cancelled" | "not_ordered" | "identity_theft" | "chargeback" | "other"; amountCents: number | null; debtorText: string; creditorText: string | null; answerByOn: string; state: "open" | "answered" | "upheld" | "rejected" | "withdrawn"; upheldCents: number | null; remedy: "credit_note" | "write_off" | null; openedBy: string; externalId: string | null; openedAt: string; answeredAt: string | null; endedAt: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /dunning-blocks': {
    query: { afterId?: number; limit?: number; receivableId?: number; history?: "true" | "false"; };
    body: never;
    answer: { items: ({ id: number; receivableId: number; reason: "complaint" | "dispute" | "dispute_at_payment" | "promise" | "instalment_plan" | "claimed_paid" | "insolvency" | "deceased" | "minor" | "unknown_address" | "fraud" | "open_return" | "withdrawal" | "returned_by_agency" | "reminder_withdrawn" | "other" | "unreadable"; note: string | null; untilOn: string | null; placedBy: string; placedAt: string; releasedBy: string | null; releasedAt: string | null; inForce: boolean; source: { kind: string; id: number; } | null; })[]; nextAfterId: number | null; };
  };
  'GET /dunning-run-items/{id}/attachment.pdf': {
    query: { number?: number; };
    body: never;
    answer: unknown;
  };
  'GET /dunning-run-items/{id}/attachments': {
    query: never;
    body: never;
    answer: { items: ({ number: number; kind: "statement" | "invoice"; fileName: string; sha256: string; bytes: number; })[]; };
  };
  'GET /dunning-run-items/{id}/letter.pdf': {
    query: never;
    body: never;
    answer: unknown;
  };
  'GET /dunning-runs': {
    query: { afterId?: number; limit?: number; state?: "proposing" | "proposed" | "committing" | "finished" | "discarded"; };
    body: never;
    answer: { items: ({ id: number; state: "proposing" | "proposed" | "committing" | "finished" | "discarded"; runOn: string; selected: number; reminded: number; handedOver: number; skipped: number; notices: number; noticesCents: number; heldBecause: string | null; heldSays: ({ code: string; values: Record<string, string | number>; })[]; actor: string; committedBy: string | null; work: "look" | "try" | "send" | null; workDone: number; workOf: number; startedAt: string; proposedAt: string | null; finishedAt: string | null; itemsRemovedAt: string | null; whoName: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /dunning-runs/{id}': {
    query: never;
    body: never;
    answer: { id: number; state: "proposing" | "proposed" | "committing" | "finished" | "discarded"; runOn: string; selected: number; reminded: number; handedOver: number; skipped: number; notices: number; noticesCents: number; heldBecause: string | null; heldSays: ({ code: string; values: Record<string, string | number>; })[]; actor: string; committedBy: string | null; work: "look" | "try" | "send" | null; workDone: number; workOf: number; startedAt: string; proposedAt: string | null; finishedAt: string | null; itemsRemovedAt: string | null; reasons: ({ outcome: "remind" | "hand_over" | "skip"; reason: string | null; count: number; })[]; sums: ({ currency: string; channel: "email" | "letter" | "telephone" | "webhook" | null; level: number; items: number; totalCents: number; })[]; };
  };
  'GET /dunning-runs/{id}/items': {
    query: { afterId?: number; limit?: number; outcome?: "remind" | "hand_over" | "skip"; reason?: string; };
    body: never;
    answer: { items: ({ id: number; receivableId: number; orderName: string; outcome: "remind" | "hand_over" | "skip"; level: number; reason: string | null; warning: string | null; channel: "email" | "letter" | "telephone" | "webhook" | null; groupKey: string | null; currency: string; openCents: number; feeCents: number; interestCents: number; totalCents: number; debtorId: number; debtorName: string | null; dueOn: string | null; template: string | null; language: string | null; editedBy: string | null; editNote: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /emergency-stop': {
    query: never;
    body: never;
    answer: { on: boolean; since: string | null; reason: string | null; };
  };
  'GET /events': {
    query: never;
    body: never;
    answer: unknown;
  };
  'GET /import': {
    query: never;
    body: never;
    answer: { state: "never" | "wanted" | "running" | "reading" | "done" | "failed"; orders: number; read: number; note: string | null; startedAt: string | null; endedAt: string | null; };
  };
  'GET /instalment-plans': {
    query: { afterId?: number; limit?: number; receivableId?: number; state?: "draft" | "offered" | "accepted" | "paid" | "broken" | "withdrawn"; };
    body: never;
    answer: { items: ({ id: number; receivableId: number; state: "draft" | "offered" | "accepted" | "paid" | "broken" | "withdrawn"; totalCents: number; chargeCents: number; paidCents: number; graceDays: number; breaksAfter: number; offeredOn: string | null; acceptByOn: string | null; acceptedOn: string | null; acknowledges: boolean; note: string | null; madeBy: string; madeAt: string; endedAt: string | null; instalments: ({ number: number; dueOn: string; amountCents: number; paidCents: number; state: "paid" | "open" | "missed"; })[]; })[]; nextAfterId: number | null; };
  };
  'GET /letter-texts': {
    query: never;
    body: never;
    answer: { items: ({ name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; standard: string; own: { id: number; version: number; savedBy: string; savedAt: string; source: string; problems: ({ rule: string; line: number | null; message: string; says: ({ code: string; values: Record<string, string | number>; })[]; })[]; } | null; })[]; facts: (string)[]; blocks: (string)[]; };
  };
  'GET /letter-texts/versions': {
    query: { name?: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language?: "de" | "en" | "it"; beforeId?: number; limit?: number; };
    body: never;
    answer: { items: ({ name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; id: number; version: number; savedBy: string; savedAt: string; source: string | null; })[]; };
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
  'GET /order-cards': {
    query: { orderIds?: string; customerId?: string; };
    body: never;
    answer: { on: string; role: "owner" | "clerk" | "read_only"; items: ({ receivableId: number; orderId: string; orderName: string; invoiceNumber: string | null; currency: string; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; level: number; levels: number; dueOn: string | null; openCents: number; interestCents: number; totalCents: number; next: { step: "reminder" | "handover" | "none"; level: number | null; on: string | null; because: "paid" | "closed" | "at_agency" | "on_hold" | "in_delivery" | "below_minimum" | "due_date_unknown" | "nothing" | null; }; hold: { id: number; reason: string; untilOn: string | null; } | null; claim: { state: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber: string | null; statusText: string | null; } | null; news: { kind: "reminder" | "payment" | "agency" | "hold"; on: string; text: string | null; } | null; letters: ({ id: number; level: number; template: string; sentOn: string | null; path: string; })[]; consolePath: string; })[]; };
  };
  'GET /outbox': {
    query: { afterId?: number; limit?: number; };
    body: never;
    answer: { items: ({ id: number; kind: string; state: "unconfirmed" | "failed"; attempts: number; answer: string | null; reference: string; fileNumber: string | null; receivableId: number; claimId: number | null; reminderId: number | null; orderName: string; debtor: { firstName: string | null; lastName: string | null; company: string | null; }; createdAt: string; triedAt: string; })[]; nextAfterId: number | null; };
  };
  'GET /overview': {
    query: never;
    body: never;
    answer: { on: string; work: { total: number; counts: ({ kind: string; count: number; })[]; urgent: ({ kind: string; id: number; receivableId: number | null; claimId: number | null; since: string; dueOn: string | null; orderName: string | null; debtorName: string | null; why: string; says: ({ code: string; values: Record<string, string | number>; })[]; next: string; })[]; }; nextRun: { on: string; countedAt: string; reminders: number; handovers: number; levels: ({ level: number; count: number; })[]; sums: ({ currency: string; cents: number; handoverCents: number; })[]; }; money: ({ currency: string; open: { cents: number; count: number; query: string; }; overdue: { cents: number; count: number; query: string; }; inDunning: { cents: number; count: number; query: string; }; atAgency: { cents: number; count: number; query: string; }; paidThisMonthCents: number; ageing: ({ cents: number; count: number; query: string; bucket: string; })[]; cashIn: ({ weekOn: string; cents: number; })[]; })[]; };
  };
  'GET /policies': {
    query: never;
    body: never;
    answer: { items: ({ id: number; version: number; scope: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays: number; graceDays: number; deadlineDays: number; feeCents: { consumer: number; business: number; }; interest: boolean; channels: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents: number; minimumShareBasisPoints: number; approval: boolean; attachments: ("statement" | "invoice")[]; })[]; preDueDays: (number)[]; handoverAfterDays: number; minimumCents: number; }; retired: boolean; savedAt: string; })[]; };
  };
  'GET /policies/versions': {
    query: { beforeVersion?: number; limit?: number; };
    body: never;
    answer: { items: ({ id: number; version: number; scope: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays: number; graceDays: number; deadlineDays: number; feeCents: { consumer: number; business: number; }; interest: boolean; channels: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents: number; minimumShareBasisPoints: number; approval: boolean; attachments: ("statement" | "invoice")[]; })[]; preDueDays: (number)[]; handoverAfterDays: number; minimumCents: number; }; retired: boolean; savedAt: string; })[]; };
  };
  'GET /policies/{id}': {
    query: never;
    body: never;
    answer: { id: number; version: number; scope: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays: number; graceDays: number; deadlineDays: number; feeCents: { consumer: number; business: number; }; interest: boolean; channels: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents: number; minimumShareBasisPoints: number; approval: boolean; attachments: ("statement" | "invoice")[]; })[]; preDueDays: (number)[]; handoverAfterDays: number; minimumCents: number; }; retired: boolean; savedAt: string; };
  };
  'GET /privacy-requests': {
    query: never;
    body: never;
    answer: { items: ({ id: number; kind: "data_request" | "redact_debtor" | "redact_shop"; debtorNumber: string | null; orderIds: (string)[]; answerByOn: string; state: "open" | "restricted" | "done" | "refused"; outcome: string | null; eraseAfterOn: string | null; receivedAt: string; settledAt: string | null; settledBy: string | null; })[]; };
  };
  'GET /promises': {
    query: { afterId?: number; limit?: number; receivableId?: number; state?: "running" | "kept" | "partly_kept" | "broken" | "withdrawn"; };
    body: never;
    answer: { items: ({ id: number; receivableId: number; round: number; amountCents: number; promisedOn: string; untilOn: string; state: "running" | "kept" | "partly_kept" | "broken" | "withdrawn"; paidCents: number | null; note: string | null; madeBy: string; madeAt: string; endedAt: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /receivables': {
    query: { afterId?: number; cursor?: string; limit?: number; sort?: "id" | "due" | "amount" | "level" | "name"; direction?: "asc" | "desc"; format?: "json" | "csv"; language?: "de" | "en" | "it"; state?: string; orderName?: string; dueBefore?: string; dueFrom?: string; hasDueDate?: "yes" | "no"; overdueFrom?: number; overdueTo?: number; levelFrom?: number; levelTo?: number; amountFrom?: number; amountTo?: number; claimState?: string; blocked?: "yes" | "no"; currency?: string; debtorId?: number; debtorNumber?: string; };
    body: never;
    answer: { items: ({ id: number; orderId: string; orderName: string; invoiceNumber: string | null; debtorId: number; currency: string; contractOn: string; terms: { kind: string; days: number | null; fromOn: string | null; source: string; updatedAt: string | null; }; fulfilledOn: string | null; dueOn: string | null; paymentUrl: string | null; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; level: number; round: number; isTrial: boolean; lastNoticeOn: string | null; noticeDeadlineOn: string | null; principalCents: number; costsCents: number; openCents: number; debtorName: string; overdueDays: number; isBlocked: boolean; claimState: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed" | null; fileNumber: string | null; })[]; nextAfterId: number | null; nextCursor: string | null; total: number; isTotalCapped: boolean; };
  };
  'GET /receivables/{id}': {
    query: never;
    body: never;
    answer: { id: number; orderId: string; orderName: string; invoiceNumber: string | null; debtorId: number; currency: string; contractOn: string; terms: { kind: string; days: number | null; fromOn: string | null; source: string; updatedAt: string | null; }; fulfilledOn: string | null; dueOn: string | null; paymentUrl: string | null; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; level: number; round: number; isTrial: boolean; lastNoticeOn: string | null; noticeDeadlineOn: string | null; principalCents: number; costsCents: number; debtor: { id: number; debtorNumber: string | null; kind: "consumer" | "business"; firstName: string | null; lastName: string | null; company: string | null; street: string | null; postcode: string | null; city: string | null; country: string | null; email: string | null; phone: string | null; locale: string | null; customerGroup: string | null; emailFailedOn: string | null; } | null; restriction: { since: string; reason: string | null; } | null; invoiceDocument: { sha256: string; bytes: number; keptAt: string; } | null; blocks: ({ id: number; reason: string; note: string | null; untilOn: string | null; placedBy: string; })[]; reminders: ({ id: number; level: number; template: string; language: string; runOn: string; deadlineOn: string; principalCents: number; costsCents: number; feeCents: number; contentHash: string; state: string; stoppedBecause: string | null; sentAt: string | null; })[]; claims: ({ id: number; receivableId: number; mode: "sandbox" | "live"; ourReference: string; state: "queued" | "unconfirmed" | "submitted" | "accepted" | "in_progress" | "rejected" | "withdrawn" | "paid" | "closed"; fileNumber: string | null; statusCode: string | null; statusText: string | null; statusMeaning: string | null; principalCents: number; costsCents: number; interestCents: number; agencyTotalCents: number | null; agencyPaidCents: number | null; agencyOutstandingCents: number | null; agencyPayoutsCents: number | null; returnedCents: number; returnedKnownCents: number; refusal: string | null; newsAt: string | null; askAt: string | null; accountReadAt: string | null; })[]; ledger: ({ posting: string; kind: string; account: string; amountCents: number; bookedOn: string; })[]; story: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; actorName: string | null; occurredAt: string; recordedAt: string; })[]; };
  };
  'GET /receivables/{id}/claim-statement': {
    query: { on?: string; };
    body: never;
    answer: { on: string; currency: string; principalCents: number; interestCents: number; costsCents: number; totalCents: number; creditCents: number; interestAccruedCents: number; defaultFrom: string | null; ground: string | null; groundSays: ({ code: string; values: Record<string, string | number>; })[]; lines: ({ kind: "invoice" | "added" | "credited" | "fees" | "fees_waived" | "written_off" | "paid" | "paid_at_agency" | "repaid" | "covered_costs" | "covered_interest" | "credit"; amountCents: number; })[]; booked: ({ kind: "invoice" | "added" | "credited" | "fees" | "fees_waived" | "written_off" | "paid" | "paid_at_agency" | "repaid" | "covered_costs" | "covered_interest" | "credit"; amountCents: number; })[]; segments: ({ principalCents: number; fromOn: string; toOn: string; days: number; rate: number; interestCents: number; [name: string]: unknown; })[]; payments: ({ on: string; amountCents: number; principalCents: number; interestCents: number; costsCents: number; [name: string]: unknown; })[]; knownUntil: string | null; complete: boolean; [name: string]: unknown; };
  };
  'GET /receivables/{id}/handover-gates': {
    query: never;
    body: never;
    answer: { gates: ({ gate: string; passed: boolean; reason: string; says: ({ code: string; values: Record<string, string | number>; })[]; })[]; };
  };
  'GET /receivables/{id}/handover-package': {
    query: never;
    body: never;
    answer: { frozen: boolean; package: Record<string, unknown>; missing: (string)[]; says: ({ code: string; values: Record<string, string | number>; })[]; groundSays: ({ code: string; values: Record<string, string | number>; })[]; };
  };
  'GET /receivables/{id}/invoice-document': {
    query: never;
    body: never;
    answer: unknown;
  };
  'GET /receivables/{id}/next': {
    query: never;
    body: never;
    answer: { on: string; step: "wait" | "remind" | "hand_over" | "nothing"; because: string | null; nextOn: string | null; level: number | null; template: string | null; feeCents: number | null; policyVersion: number | null; blocks: ({ reason: string; untilOn: string | null; })[]; gates: ({ gate: string; passed: boolean; reason: string; says: ({ code: string; values: Record<string, string | number>; })[]; })[]; };
  };
  'GET /receivables/{id}/notes': {
    query: never;
    body: never;
    answer: { items: ({ id: number; author: string; authorName: string | null; text: string; mentions: ({ userId: number; name: string; })[]; writtenAt: string; })[]; };
  };
  'GET /receivables/{id}/policy': {
    query: never;
    body: never;
    answer: { because: "round" | "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; policy: { id: number; version: number; scope: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays: number; graceDays: number; deadlineDays: number; feeCents: { consumer: number; business: number; }; interest: boolean; channels: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents: number; minimumShareBasisPoints: number; approval: boolean; attachments: ("statement" | "invoice")[]; })[]; preDueDays: (number)[]; handoverAfterDays: number; minimumCents: number; }; retired: boolean; savedAt: string; }; };
  };
  'GET /receivables/{id}/timeline': {
    query: { before?: number; limit?: number; };
    body: never;
    answer: { items: ({ sequence: number; type: string; data: Record<string, string | number | boolean | null>; actor: string; actorName: string | null; occurredAt: string; recordedAt: string; })[]; nextBefore: number | null; };
  };
  'GET /reminders/{id}/letter': {
    query: never;
    body: never;
    answer: unknown;
  };
  'GET /reports/add': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/ageing': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/agencies': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/cei': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/dso': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/on-time': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/promises': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/roll-rates': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/success-by-level': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/vintage': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /reports/write-offs': {
    query: { from?: string; to?: string; debtorKind?: "consumer" | "business"; country?: string; currency?: string; format?: "json" | "csv" | "pdf"; language?: "de" | "en" | "it"; };
    body: never;
    answer: { report: "dso" | "cei" | "add" | "ageing" | "roll-rates" | "success-by-level" | "vintage" | "on-time" | "write-offs" | "promises" | "agencies"; fromOn: string; toOn: string; currency: string; columns: ({ name: string; unit: "text" | "month" | "count" | "cents" | "days" | "percent"; formula: string | null; source: string | null; })[]; rows: (Record<string, string | number | null>)[]; };
  };
  'GET /search': {
    query: { q?: string; };
    body: never;
    answer: { items: ({ receivableId: number; orderName: string; invoiceNumber: string | null; debtorName: string; state: "open" | "overdue" | "in_dunning" | "handed_over" | "paid" | "written_off" | "cancelled"; openCents: number; currency: string; dueOn: string | null; isTrial: boolean; fileNumber: string | null; match: "exact" | "begins" | "similar" | "amount" | "file_number"; })[]; };
  };
  'GET /session': {
    query: never;
    body: never;
    answer: { me: { actor: string; role: "owner" | "clerk" | "read_only" | "agency"; user: { id: number; email: string; name: string; hasTotp: boolean; } | null; csrfToken: string | null; sessionEndsAt: string | null; shop: { id: number; domain: string; name: string; country: string; mode: "sandbox" | "live"; state: string; timeZone: string; language: "de" | "en" | "it"; }; on: string; } | null; };
  };
  'GET /settings': {
    query: never;
    body: never;
    answer: { domain: string; source: string; state: string; mode: "sandbox" | "live"; settings: { creditor: { [name: string]: unknown; }; timeZone: string; [name: string]: unknown; }; accounts: ({ id: number; agency: string; mode: "sandbox" | "live"; checkedAt: string | null; refusal: string | null; })[]; };
  };
  'GET /setup': {
    query: never;
    body: never;
    answer: { state: "setting_up" | "active" | "uninstalled"; mode: "sandbox" | "live"; missing: (string)[]; hasShop: boolean; hasReceivables: boolean; hasTrials: boolean; mailTestedAt: string | null; hasPolicy: boolean; hasRun: boolean; account: { checkedAt: string | null; refusal: string | null; } | null; hasClaim: boolean; isLiveReady: boolean; };
  };
  'GET /special-states': {
    query: { afterId?: number; limit?: number; receivableId?: number; debtorId?: number; kind?: "insolvency" | "deceased" | "minor" | "unknown_address" | "fraud" | "open_return" | "withdrawal"; };
    body: never;
    answer: { items: ({ id: number; debtorId: number | null; receivableId: number | null; kind: "insolvency" | "deceased" | "minor" | "unknown_address" | "fraud" | "open_return" | "withdrawal"; sinceOn: string; untilOn: string | null; court: string | null; fileNumber: string | null; note: string | null; placedBy: string; placedAt: string; endedAt: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /tasks': {
    query: { afterId?: number; limit?: number; receivableId?: number; state?: "open" | "done"; kind?: "telephone" | "missing_address" | "approve_reminder" | "approve_handover" | "check_payment" | "foreign_payment" | "answer_dispute" | "payment_returned" | "credit_note" | "promise_broken" | "instalment_missed" | "plan_broken" | "plan_wish" | "wish_for_date" | "file_insolvency_claim" | "find_heirs" | "ask_guardians" | "check_fraud"; };
    body: never;
    answer: { items: ({ id: number; receivableId: number | null; kind: "telephone" | "missing_address" | "approve_reminder" | "approve_handover" | "check_payment" | "foreign_payment" | "answer_dispute" | "payment_returned" | "credit_note" | "promise_broken" | "instalment_missed" | "plan_broken" | "plan_wish" | "wish_for_date" | "file_insolvency_claim" | "find_heirs" | "ask_guardians" | "check_fraud"; dueOn: string; note: string; says: ({ code: string; values: Record<string, string | number>; })[]; next: string; state: "open" | "done"; placedBy: string; placedAt: string; doneBy: string | null; doneAt: string | null; })[]; nextAfterId: number | null; };
  };
  'GET /users': {
    query: never;
    body: never;
    answer: { items: ({ id: number; email: string; name: string; role: "owner" | "clerk" | "read_only" | "agency"; agencyAccountId: number | null; hasTotp: boolean; isDisabled: boolean; createdAt: string; })[]; };
  };
  'GET /worklist': {
    query: { kind?: "message_unconfirmed" | "claim_undecided" | "account_refused" | "privacy_request" | "delivery_unreadable" | "platform_reminders" | "shop_unread" | "block_unreadable" | "dispute" | "message_unread" | "message_failed" | "check_payment" | "foreign_payment" | "payment_returned" | "answer_dispute" | "plan_wish" | "wish_for_date" | "credit_note" | "file_insolvency_claim" | "ask_guardians" | "check_fraud" | "claim_approval" | "run_waiting" | "base_rate_missing" | "approve_reminder" | "approve_handover" | "promise_broken" | "plan_broken" | "instalment_missed" | "plan_unanswered" | "telephone" | "claim_returned" | "address_missing" | "missing_address" | "news_failed" | "status_unmapped" | "account_unread" | "news_unmatched" | "delivery_unmatched" | "find_heirs"; receivableId?: number; offset?: number; limit?: number; };
    body: never;
    answer: { items: ({ kind: "message_unconfirmed" | "claim_undecided" | "account_refused" | "privacy_request" | "delivery_unreadable" | "platform_reminders" | "shop_unread" | "block_unreadable" | "dispute" | "message_unread" | "message_failed" | "check_payment" | "foreign_payment" | "payment_returned" | "answer_dispute" | "plan_wish" | "wish_for_date" | "credit_note" | "file_insolvency_claim" | "ask_guardians" | "check_fraud" | "claim_approval" | "run_waiting" | "base_rate_missing" | "approve_reminder" | "approve_handover" | "promise_broken" | "plan_broken" | "instalment_missed" | "plan_unanswered" | "telephone" | "claim_returned" | "address_missing" | "missing_address" | "news_failed" | "status_unmapped" | "account_unread" | "news_unmatched" | "delivery_unmatched" | "find_heirs"; id: number; receivableId: number | null; claimId: number | null; since: string; dueOn: string | null; orderName: string | null; debtorName: string | null; why: string; says: ({ code: string; values: Record<string, string | number>; })[]; next: string; })[]; total: number; nextOffset: number | null; };
  };
  'POST /agency-accounts/{id}/check': {
    query: never;
    body: never;
    answer: { outcome: "works" | "refused" | "unreachable" | "unusable"; why: string | null; };
  };
  'POST /agency-accounts/{id}/key': {
    query: never;
    body: never;
    answer: { key: string; };
  };
  'POST /agency-news/look': {
    query: never;
    body: never;
    answer: { asked: true; };
  };
  'POST /agency-news/{id}/retry': {
    query: never;
    body: never;
    answer: { newsId: number; };
  };
  'POST /api-keys': {
    query: never;
    body: { name: string; role: "owner" | "clerk" | "read_only"; };
    answer: { keyId: number; key: string; };
  };
  'POST /bulk-actions': {
    query: never;
    body: { action: "hold"; receivableIds: (number)[]; reason: "complaint" | "dispute" | "dispute_at_payment" | "promise" | "instalment_plan" | "claimed_paid" | "insolvency" | "deceased" | "minor" | "unknown_address" | "fraud" | "open_return" | "withdrawal" | "returned_by_agency" | "reminder_withdrawn" | "other"; note?: string | null; untilOn?: string | null; } | { action: "release"; blockIds: (number)[]; } | { action: "hand_over"; receivableIds: (number)[]; } | { action: "take_back"; claimIds: (number)[]; };
    answer: { results: ({ id: number; done: boolean; blockId: number | null; claimId: number | null; refused: string | null; says: ({ code: string; values: Record<string, string | number>; })[]; })[]; };
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
  'POST /debtors/{id}/email-works': {
    query: never;
    body: never;
    answer: { debtorId: number; };
  };
  'POST /debtors/{id}/special-states': {
    query: never;
    body: { kind: "insolvency" | "deceased" | "minor" | "unknown_address" | "fraud"; court?: string | null; fileNumber?: string | null; sinceOn?: string | null; untilOn?: string | null; note?: string | null; };
    answer: { stateId: number; heldReceivableIds: (number)[]; };
  };
  'POST /disputes/{id}/answer': {
    query: never;
    body: { text: string; };
    answer: { disputeId: number; state: "open" | "answered" | "upheld" | "rejected" | "withdrawn"; };
  };
  'POST /disputes/{id}/decide': {
    query: never;
    body: { outcome: "rejected" | "upheld" | "withdrawn"; upheldCents?: number; remedy?: "credit_note" | "write_off"; text?: string; };
    answer: { disputeId: number; state: "open" | "answered" | "upheld" | "rejected" | "withdrawn"; upheldCents: number; };
  };
  'POST /disputes/{id}/defer': {
    query: never;
    body: { answerByOn: string; };
    answer: { disputeId: number; answerByOn: string; };
  };
  'POST /dunning-run-items/{id}/approve': {
    query: never;
    body: never;
    answer: { receivableId: number; level: number; outcome: "remind" | "hand_over" | "skip"; };
  };
  'POST /dunning-run-items/{id}/channel': {
    query: never;
    body: { channel: "email" | "letter" | "telephone" | "webhook"; };
    answer: { id: number; runId: number; receivableId: number; outcome: "remind" | "hand_over" | "skip"; reason: string | null; channel: "email" | "letter" | "telephone" | "webhook" | null; };
  };
  'POST /dunning-run-items/{id}/put-back': {
    query: never;
    body: never;
    answer: { id: number; runId: number; receivableId: number; outcome: "remind" | "hand_over" | "skip"; reason: string | null; channel: "email" | "letter" | "telephone" | "webhook" | null; };
  };
  'POST /dunning-run-items/{id}/take-out': {
    query: never;
    body: { reason: string; };
    answer: { id: number; runId: number; receivableId: number; outcome: "remind" | "hand_over" | "skip"; reason: string | null; channel: "email" | "letter" | "telephone" | "webhook" | null; };
  };
  'POST /dunning-runs': {
    query: never;
    body: { mode?: "preview" | "propose" | "commit"; commit?: boolean; on?: string; };
    answer: { runId: number | null; state: "proposing" | "proposed" | "committing" | "finished" | "discarded" | "preview"; runOn: string; selected: number; reminded: number; handedOver: number; skipped: number; notices: number; noticesCents: number; heldBecause: string | null; heldSays: ({ code: string; values: Record<string, string | number>; })[]; lines: ({ receivableId: number; orderName: string; outcome: "remind" | "hand_over" | "skip"; level: number; reason: string | null; warning: string | null; channel: "email" | "letter" | "telephone" | "webhook" | null; groupKey: string | null; currency: string; openCents: number; feeCents: number; interestCents: number; totalCents: number; })[]; };
  };
  'POST /dunning-runs/{id}/commit': {
    query: never;
    body: never;
    answer: { runId: number | null; state: "proposing" | "proposed" | "committing" | "finished" | "discarded" | "preview"; runOn: string; selected: number; reminded: number; handedOver: number; skipped: number; notices: number; noticesCents: number; heldBecause: string | null; heldSays: ({ code: string; values: Record<string, string | number>; })[]; lines: ({ receivableId: number; orderName: string; outcome: "remind" | "hand_over" | "skip"; level: number; reason: string | null; warning: string | null; channel: "email" | "letter" | "telephone" | "webhook" | null; groupKey: string | null; currency: string; openCents: number; feeCents: number; interestCents: number; totalCents: number; })[]; };
  };
  'POST /dunning-runs/{id}/discard': {
    query: never;
    body: never;
    answer: { runId: number | null; state: "proposing" | "proposed" | "committing" | "finished" | "discarded" | "preview"; runOn: string; selected: number; reminded: number; handedOver: number; skipped: number; notices: number; noticesCents: number; heldBecause: string | null; heldSays: ({ code: string; values: Record<string, string | number>; })[]; lines: ({ receivableId: number; orderName: string; outcome: "remind" | "hand_over" | "skip"; level: number; reason: string | null; warning: string | null; channel: "email" | "letter" | "telephone" | "webhook" | null; groupKey: string | null; currency: string; openCents: number; feeCents: number; interestCents: number; totalCents: number; })[]; };
  };
  'POST /emergency-stop': {
    query: never;
    body: { on: boolean; reason: string; };
    answer: { on: boolean; since: string | null; reason: string | null; };
  };
  'POST /foreign-payments/{id}/book': {
    query: never;
    body: { amountCents: number; };
    answer: { openCents: number; };
  };
  'POST /foreign-payments/{id}/set-aside': {
    query: never;
    body: { reason: string; };
    answer: { receivableId: number; };
  };
  'POST /handover-requests': {
    query: never;
    body: { receivableIds: (number)[]; note?: string | null; };
    answer: { results: ({ id: number; done: boolean; refused: string | null; })[]; };
  };
  'POST /handover-requests/{id}/approve': {
    query: never;
    body: never;
    answer: { claimId: number; };
  };
  'POST /handover-requests/{id}/decline': {
    query: never;
    body: { because: string; };
    answer: { receivableId: number; };
  };
  'POST /handovers': {
    query: never;
    body: { receivableIds: (number)[]; };
    answer: { results: ({ receivableId: number; claimId: number | null; refused: string | null; })[]; };
  };
  'POST /import': {
    query: never;
    body: never;
    answer: { state: "never" | "wanted" | "running" | "reading" | "done" | "failed"; orders: number; read: number; note: string | null; startedAt: string | null; endedAt: string | null; };
  };
  'POST /inbox/{id}/retry': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'POST /instalment-plans/{id}/accept': {
    query: never;
    body: { acceptedOn?: string | null; acknowledges?: boolean; };
    answer: { planId: number; state: "draft" | "offered" | "accepted" | "paid" | "broken" | "withdrawn"; acceptByOn?: string; acceptedOn?: string; };
  };
  'POST /instalment-plans/{id}/offer': {
    query: never;
    body: never;
    answer: { planId: number; state: "draft" | "offered" | "accepted" | "paid" | "broken" | "withdrawn"; acceptByOn?: string; acceptedOn?: string; };
  };
  'POST /instalment-plans/{id}/withdraw': {
    query: never;
    body: never;
    answer: { planId: number; state: "draft" | "offered" | "accepted" | "paid" | "broken" | "withdrawn"; acceptByOn?: string; acceptedOn?: string; };
  };
  'POST /letter-texts/check': {
    query: never;
    body: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; source: string; };
    answer: { problems: ({ rule: string; line: number | null; message: string; says: ({ code: string; values: Record<string, string | number>; })[]; })[]; };
  };
  'POST /letter-texts/preview': {
    query: never;
    body: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; receivableId: number; source?: string | null; };
    answer: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; on: string; subject: string; text: string; html: string; };
  };
  'POST /letter-texts/preview.pdf': {
    query: never;
    body: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; receivableId: number; source?: string | null; };
    answer: unknown;
  };
  'POST /letter-texts/reset': {
    query: never;
    body: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; };
    answer: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; standard: string; own: { id: number; version: number; savedBy: string; savedAt: string; source: string; problems: ({ rule: string; line: number | null; message: string; says: ({ code: string; values: Record<string, string | number>; })[]; })[]; } | null; };
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
  'POST /mentions/{id}/read': {
    query: never;
    body: never;
    answer: { done: true; };
  };
  'POST /outbox/{id}/resolve': {
    query: never;
    body: { outcome: "delivered" | "not_delivered"; fileNumber?: string | null; };
    answer: { done: true; };
  };
  'POST /policies': {
    query: never;
    body: { scope?: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey?: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays?: number; graceDays?: number; deadlineDays: number; feeCents?: { consumer?: number; business?: number; }; interest?: boolean; channels?: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents?: number; minimumShareBasisPoints?: number; approval?: boolean; attachments?: ("statement" | "invoice")[]; })[]; preDueDays?: (number)[]; handoverAfterDays?: number; minimumCents?: number; }; };
    answer: { id: number; version: number; scope: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays: number; graceDays: number; deadlineDays: number; feeCents: { consumer: number; business: number; }; interest: boolean; channels: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents: number; minimumShareBasisPoints: number; approval: boolean; attachments: ("statement" | "invoice")[]; })[]; preDueDays: (number)[]; handoverAfterDays: number; minimumCents: number; }; retired: boolean; savedAt: string; warnings: ({ code: string; path: string; message: string; says: ({ code: string; values: Record<string, string | number>; })[]; source: string; certainty: "statute" | "court" | "practice"; })[]; };
  };
  'POST /policies/check': {
    query: never;
    body: { scope?: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey?: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays?: number; graceDays?: number; deadlineDays: number; feeCents?: { consumer?: number; business?: number; }; interest?: boolean; channels?: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents?: number; minimumShareBasisPoints?: number; approval?: boolean; attachments?: ("statement" | "invoice")[]; })[]; preDueDays?: (number)[]; handoverAfterDays?: number; minimumCents?: number; }; };
    answer: { warnings: ({ code: string; path: string; message: string; says: ({ code: string; values: Record<string, string | number>; })[]; source: string; certainty: "statute" | "court" | "practice"; })[]; };
  };
  'POST /policies/dry-run': {
    query: never;
    body: { scope?: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey?: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays?: number; graceDays?: number; deadlineDays: number; feeCents?: { consumer?: number; business?: number; }; interest?: boolean; channels?: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents?: number; minimumShareBasisPoints?: number; approval?: boolean; attachments?: ("statement" | "invoice")[]; })[]; preDueDays?: (number)[]; handoverAfterDays?: number; minimumCents?: number; }; days?: number; };
    answer: { fromOn: string; toOn: string; receivables: number; isComplete: boolean; differing: number; steps: ({ level: number | null; currency: string; present: { count: number; cents: number; feeCents: number; }; changed: { count: number; cents: number; feeCents: number; }; })[]; differences: ({ receivableId: number; orderName: string; present: ({ on: string; do: "remind" | "hand_over"; level: number | null; openCents: number; feeCents: number; })[]; changed: ({ on: string; do: "remind" | "hand_over"; level: number | null; openCents: number; feeCents: number; })[]; })[]; };
  };
  'POST /policies/{id}/retire': {
    query: never;
    body: never;
    answer: { id: number; version: number; scope: "shop" | "debtor_kind" | "customer_group" | "debtor" | "receivable"; scopeKey: string; policy: { levels: ({ template: "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice"; afterDays: number; afterDueDays: number; graceDays: number; deadlineDays: number; feeCents: { consumer: number; business: number; }; interest: boolean; channels: ("email" | "letter" | "telephone" | "webhook")[]; minimumCents: number; minimumShareBasisPoints: number; approval: boolean; attachments: ("statement" | "invoice")[]; })[]; preDueDays: (number)[]; handoverAfterDays: number; minimumCents: number; }; retired: boolean; savedAt: string; };
  };
  'POST /privacy-requests/{id}/answer': {
    query: never;
    body: { how: string; };
    answer: { state: "open" | "restricted" | "done" | "refused"; outcome: string; eraseAfterOn: string | null; };
  };
  'POST /privacy-requests/{id}/erase': {
    query: never;
    body: never;
    answer: { state: "open" | "restricted" | "done" | "refused"; outcome: string; eraseAfterOn: string | null; };
  };
  'POST /privacy-requests/{id}/export': {
    query: never;
    body: never;
    answer: { request: { id: number; kind: string; receivedAt: string; }; exportedAt: string; creditor: string; kept: Record<string, (Record<string, unknown>)[]>; story: (Record<string, unknown>)[]; messagesOfTheShop: ({ id: number; topic: string; body: string; receivedAt: string; })[]; };
  };
  'POST /promises/{id}/withdraw': {
    query: never;
    body: never;
    answer: { promiseId: number; state: "running" | "kept" | "partly_kept" | "broken" | "withdrawn"; };
  };
  'POST /receivables/{id}/disputes': {
    query: never;
    body: { reason: "goods_missing" | "defect" | "returned" | "wrong_amount" | "already_paid" | "cancelled" | "not_ordered" | "identity_theft" | "chargeback" | "other"; amountCents?: number | null; text: string; answerByOn?: string; };
    answer: { disputeId: number; answerByOn: string; warning: string | null; };
  };
  'POST /receivables/{id}/dunning-blocks': {
    query: never;
    body: { reason: "complaint" | "dispute" | "dispute_at_payment" | "promise" | "instalment_plan" | "claimed_paid" | "insolvency" | "deceased" | "minor" | "unknown_address" | "fraud" | "open_return" | "withdrawal" | "returned_by_agency" | "reminder_withdrawn" | "other"; note?: string | null; untilOn?: string | null; };
    answer: { id: number; receivableId: number; reason: "complaint" | "dispute" | "dispute_at_payment" | "promise" | "instalment_plan" | "claimed_paid" | "insolvency" | "deceased" | "minor" | "unknown_address" | "fraud" | "open_return" | "withdrawal" | "returned_by_agency" | "reminder_withdrawn" | "other"; untilOn: string | null; };
  };
  'POST /receivables/{id}/handover': {
    query: never;
    body: { description?: string; note?: string; };
    answer: { claimId: number; };
  };
  'POST /receivables/{id}/instalment-plans': {
    query: never;
    body: { firstOn: string; count: number; every?: "week" | "two_weeks" | "month"; chargeCents?: number; acceptsConsumerCredit?: boolean; note?: string | null; };
    answer: { planId: number; totalCents: number; schedule: ({ number: number; dueOn: string; amountCents: number; })[]; warnings: ({ code: "consumer_credit" | "acknowledgement"; text: string; })[]; };
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
  'POST /receivables/{id}/promises': {
    query: never;
    body: { promisedOn: string; amountCents?: number | null; note?: string | null; };
    answer: { promiseId: number; amountCents: number; promisedOn: string; untilOn: string; };
  };
  'POST /receivables/{id}/respond-link': {
    query: never;
    body: never;
    answer: { url: string | null; };
  };
  'POST /receivables/{id}/special-states': {
    query: never;
    body: { kind: "open_return" | "withdrawal"; sinceOn?: string | null; untilOn?: string | null; note?: string | null; };
    answer: { stateId: number; heldReceivableIds: (number)[]; };
  };
  'POST /receivables/{id}/tasks': {
    query: never;
    body: { kind: "telephone" | "missing_address" | "approve_reminder" | "approve_handover" | "check_payment" | "foreign_payment" | "answer_dispute" | "payment_returned" | "credit_note" | "promise_broken" | "instalment_missed" | "plan_broken" | "plan_wish" | "wish_for_date" | "file_insolvency_claim" | "find_heirs" | "ask_guardians" | "check_fraud"; dueOn: string; note: string; };
    answer: { taskId: number | null; };
  };
  'POST /receivables/{id}/write-off': {
    query: never;
    body: { reason: "small_rest" | "uncollectible" | "goodwill" | "time_barred" | "insolvency"; };
    answer: { writtenOffCents: number; };
  };
  'POST /reminder-webhook': {
    query: never;
    body: { url: string | null; };
    answer: { url: string | null; secret: string | null; };
  };
  'POST /reminders/{id}/withdraw': {
    query: never;
    body: { reason: string; };
    answer: { noticeId: number | null; reminderIds: (number)[]; state: "stopped" | "withdrawn"; correctionId: number | null; feesTakenBackCents: number; };
  };
  'POST /settings/mode': {
    query: never;
    body: { mode: "sandbox" | "live"; confirmation: string; };
    answer: { mode: "sandbox" | "live"; };
  };
  'POST /settings/test-mail': {
    query: never;
    body: never;
    answer: { sentTo: string; };
  };
  'POST /shop-setup': {
    query: never;
    body: never;
    answer: { state: "setting_up" | "active" | "uninstalled"; };
  };
  'POST /special-states/{id}/end': {
    query: never;
    body: never;
    answer: { stateId: number; };
  };
  'POST /tasks/{id}/done': {
    query: never;
    body: never;
    answer: { taskId: number; };
  };
  'POST /trial-orders': {
    query: never;
    body: never;
    answer: { made: number; };
  };
  'POST /users': {
    query: never;
    body: { email: string; name: string; role: "owner" | "clerk" | "read_only" | "agency"; password: string; agencyAccountId?: number | null; };
    answer: { userId: number; };
  };
  'POST /users/{id}/password': {
    query: never;
    body: { password: string; };
    answer: { done: true; };
  };
  'PUT /agency-accounts': {
    query: never;
    body: { kind: "mediafinanz"; mode: "sandbox" | "live"; clientId: string; endpoint: string; version?: "201" | "204"; applicationKey?: string | null; clientKey?: string | null; } | { kind: "file"; mode: "sandbox" | "live"; transport?: { kind: "sftp"; host: string; port?: number; user: string; folder: string; hostKey: string; privateKey?: string | null; } | { kind: "mail"; to: string; encryptionKey: string; signingKey?: string | null; } | null; } | { kind: "pull"; mode: "sandbox" | "live"; };
    answer: { accountId: number; };
  };
  'PUT /agency-statuses': {
    query: never;
    body: { statuses: ({ code: string; meaning: "new" | "in_progress" | "question" | "waiting" | "payment" | "court" | "unmapped" | "closed_paid" | "closed_partly" | "closed_unpaid" | "withdrawn" | "rejected"; })[]; };
    answer: { changedClaims: number; };
  };
  'PUT /debtors/{id}/customer-group': {
    query: never;
    body: { customerGroup: string | null; };
    answer: { debtorId: number; customerGroup: string | null; };
  };
  'PUT /dunning-blocks/{id}': {
    query: never;
    body: { untilOn: string | null; note?: string | null; };
    answer: { id: number; receivableId: number; untilOn: string | null; };
  };
  'PUT /letter-texts': {
    query: never;
    body: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; source: string; };
    answer: { name: "pre_due_notice" | "friendly_reminder" | "first_reminder" | "second_reminder" | "final_notice" | "instalment_notice" | "instalment_missed" | "correction"; language: "de" | "en" | "it"; standard: string; own: { id: number; version: number; savedBy: string; savedAt: string; source: string; problems: ({ rule: string; line: number | null; message: string; says: ({ code: string; values: Record<string, string | number>; })[]; })[]; } | null; };
  };
  'PUT /receivables/{id}/invoice-document': {
    query: never;
    body: never;
    answer: { receivableId: number; sha256: string; bytes: number; };
  };
  'PUT /settings': {
    query: never;
    body: { creditor?: { name?: string; street?: string; postcode?: string; city?: string; country?: string; email?: string; phone?: string | null; iban?: string; bic?: string | null; bank?: string | null; privacyUrl?: string | null; vatId?: string | null; registerEntry?: string | null; }; timeZone?: string; federalState?: string | null; language?: "de" | "en" | "it"; invoicePaymentMethods?: (string)[]; defaultTerms?: { kind: "net" | "fixed" | "receipt" | "fulfillment"; days: number | null; }; termsByMethod?: ({ kind: "net" | "fixed" | "receipt" | "fulfillment"; days: number | null; method: string; })[]; termsAgreed?: boolean; invoiceNamesThirtyDays?: boolean; allocation?: "bgb_367" | "bgb_497" | "principal_first"; addedRates?: ({ name: "de_base" | "at_base" | "it_reference" | "it_legal"; validFrom: string; percent: string; })[]; dunning?: { commit?: "automatic" | "approval"; grouping?: boolean; disputedItems?: "show" | "leave_out"; mostNoticesPerRun?: number | null; mostCentsPerRun?: number | null; mostNoticesPerDebtor?: { notices: number; days: number; } | null; stalePaymentsDays?: number | null; replyTo?: string | null; quiet?: { fromHour: number; toHour: number; sundays: boolean; holidays: boolean; }; }; clarification?: { disputeAnswerDays?: number; promisesPerRound?: number; promiseGraceDays?: number; promiseWithinDays?: number; pagePromiseWithinDays?: number; claimedPaidDays?: number; planOfferDays?: number; planGraceDays?: number; planBreaksAfter?: number; instalmentNoticeDays?: number; }; connection?: { showState?: boolean; markAsPaid?: boolean; platformReminders?: "on" | "off" | "unknown"; leftToPlatform?: "nothing" | "pre_due" | "first_level" | "both"; }; invoiceNumber?: { from?: "unknown" | "order_name" | "metafield" | "note_attribute" | "own_series"; field?: string | null; pattern?: string; }; handover?: { start?: "automatic" | "approval"; minimumCents?: number; description?: string; automatic?: { maximumCents: number | null; minimumAgeDays: number; debtorKinds: ("consumer" | "business")[]; }; coolingOffHours?: number; askHours?: number; bureauName?: string | null; deductsInputTax?: boolean; waitsForInvoiceNumber?: boolean; }; };
    answer: { domain: string; source: string; state: string; mode: "sandbox" | "live"; settings: { creditor: { [name: string]: unknown; }; timeZone: string; [name: string]: unknown; }; accounts: ({ id: number; agency: string; mode: "sandbox" | "live"; checkedAt: string | null; refusal: string | null; })[]; };
  };
  'PUT /users/{id}': {
    query: never;
    body: { name?: string; role?: "owner" | "clerk" | "read_only" | "agency"; isDisabled?: boolean; };
    answer: { done: true; };
  };
}
