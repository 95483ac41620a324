import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { fetchFile } from '../api/client.ts';
import { useWords } from '../words/words.tsx';
import { DownloadIcon } from './icons.tsx';
import { Loaded } from './loaded.tsx';

const fetchLetter = async (address: string, signal: AbortSignal): Promise<string> =>
  URL.createObjectURL(await fetchFile(address, signal));

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
