import { Button } from '@mantine/core';
import type { MouseEvent } from 'react';
import { fetchFile } from '../api/client.ts';
import { isEmbedded } from '../api/embedded.ts';
import { DownloadIcon } from './icons.tsx';
import { useTellFailure } from './loaded.tsx';

interface FileButtonProps {
  kind: 'csv' | 'pdf';
  address: string;
  name: string;
}

/** A list or a report as a file. Inside the admin a plain link would carry nothing that says who asks. */
export function FileButton({ kind, address, name }: FileButtonProps) {
  const tellFailure = useTellFailure();
  const fetchFirst = (event: MouseEvent): void => {
    event.preventDefault();
    fetchFile(address).then((file) => saveFile(`${name}.${kind}`, file), tellFailure);
  };
  return (
    <Button
      component="a"
      href={address}
      download
      variant="default"
      leftSection={<DownloadIcon size={16} />}
      {...(isEmbedded ? { onClick: fetchFirst } : {})}
    >
      {kind.toUpperCase()}
    </Button>
  );
}

/** Lets the reader keep what lies in the browser's memory. */
export function saveFile(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
