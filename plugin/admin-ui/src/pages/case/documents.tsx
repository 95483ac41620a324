import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { sendPdf } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import { LetterModal } from '../../parts/letter.tsx';
import { Failure } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Receivable } from './receivable.ts';

/** As the service has it, which refuses the same. */
const MOST_BYTES = 5 * 1024 * 1024;
const ENCRYPTED = /\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/;

type Unfit = 'noPdf' | 'tooLarge' | 'encrypted';

/** Why a file cannot be the invoice, before it is sent anywhere; null when it can. */
async function unfitOf(file: Blob): Promise<Unfit | null> {
  if (file.size > MOST_BYTES) return 'tooLarge';
  const text = new TextDecoder('latin1').decode(await file.arrayBuffer());
  if (!text.startsWith('%PDF-')) return 'noPdf';
  return ENCRYPTED.test(text) ? 'encrypted' : null;
}

/** The invoice of the receivable as a PDF: looked at, given, replaced. */
export function Documents({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const [isShown, setShown] = useState(false);
  const [isOver, setOver] = useState(false);
  const { id, invoiceDocument: kept } = receivable;
  const { unfit, send, act } = useUpload(id);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0] ?? null);
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  const { documents } = words;
  const dropping = may.work
    ? { onDrop: drop, onDragOver: over, onDragLeave: () => setOver(false) }
    : {};
  return (
    <Panel title={documents.title}>
      <div className={isOver ? 'stack drop over' : 'stack drop'} {...dropping}>
        <div className="actions" style={{ justifyContent: 'space-between' }}>
          {kept === null ? (
            <span className="dim">{documents.none}</span>
          ) : (
            <span>
              <span className="strong">{documents.invoice}</span>{' '}
              <span className="small dim">
                {documents.kept(format.number(Math.ceil(kept.bytes / 1024)))},{' '}
                {format.instant(kept.keptAt)}
              </span>
            </span>
          )}
          <span className="actions">
            {kept !== null && (
              <Button
                variant="default"
                size="xs"
                aria-label={`PDF: ${documents.invoice}`}
                onClick={() => setShown(true)}
              >
                PDF
              </Button>
            )}
            {may.work && (
              <Choose
                label={kept === null ? documents.choose : documents.replace}
                busy={act.isPending}
                send={send}
              />
            )}
          </span>
        </div>
        <span className="small dim">{may.work ? documents.hint : words.deeds.readOnly}</span>
        {unfit !== null && (
          <div className="note bad" role="alert">
            <strong>{documents.unfit[unfit]}</strong>
          </div>
        )}
        {act.isError && <Failure error={act.error} />}
      </div>
      {isShown && (
        <LetterModal
          title={documents.invoice}
          address={`/api/v1/receivables/${id}/invoice-document`}
          close={() => setShown(false)}
        />
      )}
    </Panel>
  );
}

interface ChooseProps {
  label: string;
  busy: boolean;
  send: (file: File | null) => Promise<void>;
}

/** The same file may be chosen again after it was refused. */
function Choose({ label, busy, send }: ChooseProps) {
  const forget = useRef<() => void>(null);
  const chosen = (file: File | null): void => {
    forget.current?.();
    void send(file);
  };
  return (
    <FileButton accept="application/pdf" resetRef={forget} onChange={chosen}>
      {(props) => (
        <Button size="xs" loading={busy} {...props}>
          {label}
        </Button>
      )}
    </FileButton>
  );
}

function useUpload(id: number) {
  const words = useWords();
  const client = useQueryClient();
  const [unfit, setUnfit] = useState<Unfit | null>(null);
  const act = useMutation({
    mutationFn: (file: Blob) => sendPdf('PUT /receivables/{id}/invoice-document', id, file),
    onSuccess: () => {
      notifications.show({ message: words.documents.done, color: 'petrol' });
      void client.invalidateQueries();
    },
  });
  const send = async (file: File | null): Promise<void> => {
    if (file === null) return;
    act.reset();
    const found = await unfitOf(file);
    setUnfit(found);
    if (found === null) act.mutate(file);
  };
  return { unfit, send, act };
}
