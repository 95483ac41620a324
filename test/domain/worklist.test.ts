import { instant, isoDate } from '../../server/domain/calendar.ts';
import { byUrgency, type WorkItem, type WorkKind } from '../../server/domain/worklist.ts';

const today = isoDate('2026-03-20');

const item = (kind: WorkKind, dueOn: string | null, since = '2026-03-01'): WorkItem => ({
  kind,
  id: 1,
  receivableId: null,
  claimId: null,
  since: instant(`${since}T08:00:00Z`),
  dueOn: dueOn === null ? null : isoDate(dueOn),
  why: `${kind} ${dueOn ?? ''} ${since}`,
  says: [],
  next: '',
});

const order = (...items: WorkItem[]) => byUrgency(items, today).map(({ why }) => why.trim());

it('takes what is late first, whatever it is, the oldest day first', () => {
  expect(
    order(
      item('message_unconfirmed', null),
      item('telephone', '2026-03-19'),
      item('find_heirs', '2026-03-10'),
    ),
  ).toEqual([
    'find_heirs 2026-03-10 2026-03-01',
    'telephone 2026-03-19 2026-03-01',
    'message_unconfirmed  2026-03-01',
  ]);
});

it('does not call late what is due today', () => {
  expect(order(item('telephone', '2026-03-20'), item('message_unconfirmed', null))[0]).toContain(
    'message_unconfirmed',
  );
});

it('then goes by the kind, the day and the wait', () => {
  expect(
    order(
      item('news_unmatched', null),
      item('dispute', '2026-03-30'),
      item('dispute', '2026-03-25'),
      item('claim_approval', null, '2026-03-02'),
      item('claim_approval', null, '2026-03-01'),
      item('privacy_request', '2026-04-15'),
      item('message_unread', null),
    ),
  ).toEqual([
    'privacy_request 2026-04-15 2026-03-01',
    'dispute 2026-03-25 2026-03-01',
    'dispute 2026-03-30 2026-03-01',
    'message_unread  2026-03-01',
    'claim_approval  2026-03-01',
    'claim_approval  2026-03-02',
    'news_unmatched  2026-03-01',
  ]);
});
