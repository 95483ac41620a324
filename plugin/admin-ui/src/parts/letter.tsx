import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Refusal, Unreachable } from '../api/client.ts';
import { useWords } from '../words/words.tsx';
import { DownloadIcon } from './icons.tsx';
import { Loaded } from './loaded.tsx';

async function fetchLetter(address: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { signal, credentials: 'same-origin' }).catch(() => {
    throw new Unreachable('no answer');
  });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new Refusal(answer.status, problem.code ?? 'internal_error', problem.detail ?? '');
  }
  return URL.createObjectURL(await answer.blob());
}

/** A letter as PDF, where it stands; a refusal is shown in words instead. */
export function LetterView({ address, title }: { address: string; title: string }) {
  const words = useWords();
  const letter = useQuery({
    queryKey: ['letter', address],
    queryFn: ({ signal }) => fetchLetter(address, signal),
    staleTime: 0,
    gcTime: 0,
  });
  const { data } = letter;
  useEffect(() => () => (data === undefined ? undefined : URL.revokeObjectURL(data)), [data]);
  return (
    <Loaded query={letter}>
      {(url) => (
        <>
          <iframe className="letter" src={`${url}#navpanes=0&view=FitH`} title={title} />
          <Button
            component="a"
            href={url}
            download={`${title}.pdf`}
            variant="default"
            size="xs"
            mt="xs"
            leftSection={<DownloadIcon size={15} />}
          >
            {words.letter.download}
          </Button>
        </>
      )}
    </Loaded>
  );
}

export function LetterModal(props: { title: string; address: string; close: () => void }) {
  const words = useWords();
  return (
    <Modal
      opened
      size="52rem"
      title={props.title}
      onClose={props.close}
      closeButtonProps={{ 'aria-label': words.do.close }}
    >
      <LetterView address={props.address} title={props.title} />
    </Modal>
  );
}
