import { createServer, type AddressInfo, type Socket } from 'node:net';
import { mediafinanz } from '../../../connectors/mediafinanz/soap.ts';
import { OutcomeUnknown } from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';
import { httpAnswer } from '../../support/raw-server.ts';

const status =
  '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><r><return>' +
  '<statusCode>10201</statusCode><statusText>neu</statusText></return></r></S:Body></S:Envelope>';

describe('a connection that is kept for the next read', () => {
  it('and that the agency closes in between costs nobody an answer, and a hand-over nothing', async () => {
    const operations: string[][] = [];
    const answer = (socket: Socket): void => {
      const mine: string[] = [];
      operations.push(mine);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        mine.push(/<\w+:(newClaim|getClaimStatus)/.exec(chunk.toString())?.[1] ?? '');
        // The second request on a connection comes just when the agency has had enough of it.
        const isSecond = mine.filter((name) => name !== '').length > 1;
        if (isSecond || mine.includes('newClaim')) socket.resetAndDestroy();
        else socket.write(httpAnswer(status, { headers: { Connection: 'keep-alive' } }));
      });
    };
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const agency = mediafinanz({
      clientId: '10001',
      applicationKey: 'a',
      clientKey: 'b',
      sandbox: true,
      endpoint: `http://127.0.0.1:${port}/soap`,
    });
    expect((await agency.getStatus('1')).code).toBe('10201');
    expect((await agency.getStatus('1')).code).toBe('10201');
    expect(operations).toHaveLength(2);
    const handOver = await agency.submitClaim(aClaim()).catch((error: unknown) => error);
    expect(handOver).toBeInstanceOf(OutcomeUnknown);
    expect(operations.flat().filter((name) => name === 'newClaim')).toHaveLength(1);
    server.close();
  });
});
