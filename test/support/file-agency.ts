/** A small agency at the other end of the folder: it reads what lies there and writes files back. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { addSeconds, type Instant } from '../../server/domain/calendar.ts';

/** E-mail addresses by which the desk recognises the debtor's part in the play. */
export const fileEmails = {
  stays_silent: 'muster@example.com',
  pays_within_30_days: 'muster+pays@example.com',
  is_refused: 'muster+refused@example.com',
};

interface TakenClaim {
  ourReference: string;
  fileNumber: string;
  email: string;
  total: number;
  takenAt: Instant;
  ended: boolean;
}

export interface FileAgencyDesk {
  now(): Instant;
  /** Takes every new delivery and answers it with one file. */
  work(): void;
  passDays(days: number): void;
  claims(): readonly TakenClaim[];
  /** Writes a file into the inbox, as the agency would. */
  write(name: string, content: string | Uint8Array): void;
}

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'claim' });

interface ReadClaim {
  ourReference: string;
  principal: string;
  interest: string;
  dunningCosts: string;
  debtor: { email?: string };
}

export const FIELDS = 'kind,ourReference,fileNumber,at,code,text,number,on,amount';

/** Lines of CSV with the header; the cells need no quotes. */
export const lines = (...rows: string[]): string => [FIELDS, ...rows].join('\r\n');

/** The desk over one mode's folder. */
export function fileAgencyDesk(root: string, start: Instant): FileAgencyDesk {
  let now = start;
  let written = 0;
  const seen = new Set<string>();
  const claims: TakenClaim[] = [];
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(join(root, 'inbound'), { recursive: true });
    writeFileSync(join(root, 'inbound', `${name}.part`), content);
    renameSync(join(root, 'inbound', `${name}.part`), join(root, 'inbound', name));
  };
  const answer = (rows: readonly string[]): void => {
    if (rows.length === 0) return;
    written += 1;
    write(`answer-${String(written).padStart(4, '0')}.csv`, lines(...rows));
  };
  const take = (claim: ReadClaim): string[] => {
    const { ourReference, debtor } = claim;
    if (debtor.email?.includes('+refused') === true) {
      return [`rejected,${ourReference},,${now},,Der Schuldner ist unbekannt verzogen`];
    }
    const fileNumber = `AZ-${1000 + claims.length}`;
    const cents = [claim.principal, claim.interest, claim.dunningCosts].map((text) =>
      Math.round(Number(text) * 100),
    );
    const total = cents.reduce((sum, part) => sum + part, 0);
    const ended = false;
    claims.push({
      ourReference,
      fileNumber,
      email: debtor.email ?? '',
      total,
      takenAt: now,
      ended,
    });
    return [
      `accepted,${ourReference},${fileNumber},${now},,`,
      `message,${ourReference},${fileNumber},${now},,Wir haben die Akte ${fileNumber} angelegt`,
    ].map((row) => row.padEnd(row.length + 3, ','));
  };
  return {
    now: () => now,
    claims: () => claims,
    write,
    work() {
      const outbound = join(root, 'outbound');
      const names = existsSync(outbound) ? readdirSync(outbound).toSorted() : [];
      const rows = names
        .filter((name) => !name.startsWith('.') && !seen.has(name))
        .flatMap((name) => {
          seen.add(name);
          const xml = readFileSync(join(outbound, name, 'handover.xml'), 'utf8');
          const { handover } = parser.parse(xml) as { handover: { claim?: ReadClaim[] } };
          return (handover.claim ?? []).flatMap(take);
        });
      answer(rows.map((row) => row.padEnd(row.length + 9 - row.split(',').length, ',')));
    },
    passDays(days) {
      now = addSeconds(now, days * 86_400);
      const rows = claims
        .filter((claim) => claim.email.includes('+pays') && !claim.ended)
        .flatMap((claim) => {
          claim.ended = true;
          const { fileNumber, total } = claim;
          const amount = (total / 100).toFixed(2);
          const on = now.slice(0, 10);
          const hour = (hours: number): string => addSeconds(now, hours * 3600 - 86_400);
          return [
            `payment,,${fileNumber},${hour(1)},,,Z-${fileNumber},${on},${amount}`,
            `status,,${fileNumber},${hour(2)},closed_paid,Alles bezahlt,,,`,
            `payout,,${fileNumber},${hour(1)},,,A-${fileNumber},${on},${amount}`,
          ];
        });
      answer(rows);
    },
  };
}
