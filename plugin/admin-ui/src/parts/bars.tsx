import { Link } from 'wouter';
import { wordOf } from './marks.tsx';
import { useFormat, useWords } from '../words/words.tsx';

interface Age {
  bucket: string;
  cents: number;
  count: number;
  query: string;
}

const FULL = 100;

/** How old the open money is; each bar leads to its list. */
export function AgeBars({ money }: { money: { currency: string; ageing: readonly Age[] } }) {
  const words = useWords();
  const format = useFormat();
  const ages = money.ageing.filter(({ bucket, cents }) => bucket !== 'unknown' || cents !== 0);
  const most = Math.max(1, ...ages.map(({ cents }) => cents));
  return (
    <div className="bars">
      {ages.map(({ bucket, cents, count, query }, index) => (
        <Link
          key={bucket}
          className="bar-row"
          href={`/receivables?${query}`}
          title={words.common.receivables(count)}
        >
          <span>{wordOf(words.buckets, bucket)}</span>
          <span className="track">
            <span
              className={`fill tone-${Math.min(index, 4)}`}
              style={{
                width: `${(Math.max(0, cents) / most) * FULL}%`,
                display: cents > 0 ? 'block' : 'none',
              }}
            />
          </span>
          <span className="num">{format.money(cents, money.currency)}</span>
        </Link>
      ))}
    </div>
  );
}

/** What came in, week by week. */
export function WeekColumns(props: {
  weeks: readonly { weekOn: string; cents: number }[];
  currency: string;
}) {
  const { weeks, currency } = props;
  const words = useWords();
  const format = useFormat();
  const most = Math.max(1, ...weeks.map(({ cents }) => cents));
  return (
    <ol className="columns" aria-label={words.today.cashIn}>
      {weeks.map(({ weekOn, cents }, index) => {
        const says = `${words.today.week(format.day(weekOn))}: ${format.money(cents, currency)}`;
        return (
          <li key={weekOn} title={says}>
            <span
              className="pillar"
              role="img"
              aria-label={says}
              style={{ height: `${(Math.max(0, cents) / most) * FULL}%` }}
            />
            <span aria-hidden="true">{index % 3 === 0 ? format.shortDay(weekOn) : '\u00a0'}</span>
          </li>
        );
      })}
    </ol>
  );
}
