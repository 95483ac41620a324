/** The printer of every paper: fonts out of the package, and nothing read from anywhere else. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import pdfmake from 'pdfmake';

const fontFolder = dirname(createRequire(import.meta.url).resolve('pdfmake/fonts/Roboto.js'));

pdfmake.setFonts({
  Roboto: {
    normal: `${fontFolder}/Roboto/Roboto-Regular.ttf`,
    bold: `${fontFolder}/Roboto/Roboto-Medium.ttf`,
  },
});
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder));
pdfmake.setUrlAccessPolicy(() => false);

type Paper = Parameters<typeof pdfmake.createPdf>[0];

export const printed = async (paper: Paper): Promise<Uint8Array> =>
  new Uint8Array(await pdfmake.createPdf(paper).getBuffer());
