export interface GreyPicture {
  width: number;
  height: number;
  /** One byte for each pixel, row by row; 0 is black. */
  grey: Uint8Array;
}

/** Reads a binary portable grey map, as `pdftoppm -gray` writes it. */
export function readPgm(file: Buffer): GreyPicture {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 40).toString('latin1'));
  if (head === null) throw new Error('this is no PGM picture');
  const [all, width, height] = head;
  return { width: Number(width), height: Number(height), grey: file.subarray(all.length) };
}
