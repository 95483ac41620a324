import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { buildService, type Service } from '../../server/build.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { toAt } from '../../server/storage/database.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { expectSoundBooks } from '../http/shop.ts';

/** How the mail server behaves; the test changes it from case to case. */
type Mood = 'takes' | 'refuses_for_good' | 'refuses_for_now' | 'drops_the_answer';

interface MoodyServer {
  port: number;
  mood: Mood;
  taken: number;
  close(): Promise<void>;
}

async function startMoodyServer(): Promise<MoodyServer> {
  const state = { mood: 'takes' as Mood, taken: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo(_address, _session, done) {
      const code = { refuses_for_good: 550, refuses_for_now: 451 }[state.mood as never] as
        | number
        | undefined;
      if (code === undefined) return done();
      return done(Object.assign(new Error('5.7.1 refused by a rule'), { responseCode: code }));
    },
    onData(stream, session, done) {
      stream.resume();
      stream.on('end', () => {
        state.taken += 1;
        if (state.mood !== 'drops_the_answer') return done();
        const open = [...server.connections] as unknown as {
          session: unknown;
          _socket: { destroy(): void };
        }[];
        for (const one of open) if (one.session === session) one._socket.destroy();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return Object.assign(state, {
    port: (listening.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

describe.each(databases)('the post on $name', (database) => {
  let world: World;
  let postOffice: MoodyServer;
  let sender: Service;
  let orders = 0;
  let key: string;
  beforeAll(async () => {
    world = await makeWorld({ database });
    postOffice = await startMoodyServer();
    sender = senderTo(postOffice.port);
    key = await world.key('owner');
  });
  afterAll(async () => {
    await expectSoundBooks(world);
    await sender.close();
    await postOffice.close();
    await world.end();
  });

  /** A process of the service that sends through this port. */
  function senderTo(port: number): Service {
    const SMTP_URL = `smtp://127.0.0.1:${port}?tls=off`;
    return buildService({ ...world.service.config, SMTP_URL }, world.service.clock);
  }

  const deliver = async (service = sender) => {
    const job = service.jobs.find((candidate) => candidate.name === 'deliver-outbox');
    await job?.run();
  };

  /** An order whose first reminder is planned today and waits in the outbox. */
  async function plannedReminder(): Promise<{ id: number; orderId: string }> {
    orders += 1;
    const orderId = String(4_000_000 + orders);
    const day = (date: string, n: number) =>
      addSeconds(`${date}T06:00:00.000Z` as never, n * 86_400);
    const createdAt = day(world.now().slice(0, 10), -30);
    await world.order({ id: orderId, createdAt });
    await world.job('daily-dunning');
    const message = (await rows(world, 'outbox', { state: 'queued' })).at(-1);
    return { id: Number(message?.['id']), orderId };
  }

  const message = async (id: number) => (await rows(world, 'outbox', { id }))[0];
  const reminderOf = async (id: number) => {
    const reminderId = (await message(id))?.['reminder_id'];
    return (await rows(world, 'reminders', { id: reminderId }))[0];
  };
  const levelOf = async (id: number) => {
    const receivableId = (await message(id))?.['receivable_id'];
    return (await rows(world, 'receivables', { id: receivableId }))[0]?.['level'];
  };
  const shown = async (id: number) => {
    const { body } = await world.call('GET', '/api/v1/worklist', { key });
    const items = body['items'] as unknown as { kind: string; id: number }[];
    return items.filter((item) => item.id === id && item.kind.startsWith('message'));
  };
  const resolve = (id: number, outcome: string) =>
    world.call('POST', `/api/v1/outbox/${id}/resolve`, { key, body: { outcome } });

  it('tries later when the mail server is down, and counts the level only once it is sent', async () => {
    const { id } = await plannedReminder();
    const nobody = senderTo(1);
    await deliver(nobody);
    expect(await message(id)).toMatchObject({ state: 'queued', attempts: 1 });
    expect(await levelOf(id)).toBe(0);
    expect(await shown(id)).toEqual([]);
    await deliver();
    expect(await message(id)).toMatchObject({ state: 'queued', attempts: 1 });
    await nobody.close();
    world.at('2026-03-03');
    await deliver();
    expect(await message(id)).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(await reminderOf(id)).toMatchObject({ state: 'sent' });
    expect(await levelOf(id)).toBe(1);
  });

  it('tries later when the mail server says "not now"', async () => {
    const { id } = await plannedReminder();
    postOffice.mood = 'refuses_for_now';
    await deliver();
    expect(await message(id)).toMatchObject({ state: 'queued', attempts: 1 });
    postOffice.mood = 'takes';
    world.at('2026-03-04');
    await deliver();
    expect(await message(id)).toMatchObject({ state: 'delivered' });
  });

  it('does not send what has become too old meanwhile: its deadline would be too short', async () => {
    const { id } = await plannedReminder();
    postOffice.mood = 'refuses_for_now';
    await deliver();
    postOffice.mood = 'takes';
    world.at('2026-03-07');
    await deliver();
    expect(await message(id)).toMatchObject({ state: 'stopped', note: 'too_old' });
    expect(await levelOf(id)).toBe(0);
  });

  it('shows a reminder that was refused for good, and plans nothing more until somebody decides', async () => {
    const { id } = await plannedReminder();
    postOffice.mood = 'refuses_for_good';
    await deliver();
    postOffice.mood = 'takes';
    expect(await message(id)).toMatchObject({ state: 'failed', attempts: 1 });
    expect(await reminderOf(id)).toMatchObject({ state: 'failed' });
    expect(await shown(id)).toEqual([
      expect.objectContaining({ kind: 'message_failed', next: expect.stringContaining('resolve') }),
    ]);
    world.at('2026-03-08');
    await world.job('daily-dunning');
    await deliver();
    expect(await levelOf(id)).toBe(0);

    expect((await resolve(id, 'delivered')).status).toBe(200);
    expect(await message(id)).toMatchObject({ state: 'delivered' });
    expect(await reminderOf(id)).toMatchObject({ state: 'sent' });
    expect(await levelOf(id)).toBe(1);
    expect(await shown(id)).toEqual([]);
    expect((await resolve(id, 'delivered')).status).toBe(404);
  });

  it('never sends again blindly when the answer was lost', async () => {
    const { id } = await plannedReminder();
    const before = postOffice.taken;
    postOffice.mood = 'drops_the_answer';
    await deliver();
    postOffice.mood = 'takes';
    expect(await message(id)).toMatchObject({ state: 'unconfirmed' });
    expect(await reminderOf(id)).toMatchObject({ state: 'unconfirmed' });
    expect(await shown(id)).toEqual([expect.objectContaining({ kind: 'message_unconfirmed' })]);
    world.at('2026-03-10');
    await deliver();
    await world.job('daily-dunning');
    expect(await message(id)).toMatchObject({ state: 'unconfirmed' });
    expect(postOffice.taken).toBe(before + 1);
    expect(await levelOf(id)).toBe(0);

    expect((await resolve(id, 'delivered')).status).toBe(200);
    expect(await reminderOf(id)).toMatchObject({ state: 'sent' });
    expect(await levelOf(id)).toBe(1);
    expect(postOffice.taken).toBe(before + 1);
  });

  it('writes it anew, with a key of its own, when a person says that it never left', async () => {
    const { id } = await plannedReminder();
    postOffice.mood = 'drops_the_answer';
    await deliver();
    postOffice.mood = 'takes';
    expect((await resolve(id, 'not_delivered')).status).toBe(200);
    expect(await message(id)).toMatchObject({ state: 'stopped', note: 'never_left' });
    world.at('2026-03-11');
    await world.job('daily-dunning');
    const again = (await rows(world, 'outbox', { state: 'queued' })).at(-1);
    expect(again).toMatchObject({ reminder_id: (await message(id))?.['reminder_id'] });
    expect(again?.['message_key']).not.toBe((await message(id))?.['message_key']);
    await deliver();
    expect(await levelOf(id)).toBe(1);
  });

  it('believes one of two people who decide the opposite at once, and tells the other', async () => {
    const { id } = await plannedReminder();
    postOffice.mood = 'drops_the_answer';
    await deliver();
    postOffice.mood = 'takes';
    const answers = await Promise.all([resolve(id, 'delivered'), resolve(id, 'not_delivered')]);
    const statuses = answers.map(({ status }) => status);
    expect([
      [200, 404],
      [404, 200],
    ]).toContainEqual(statuses);
    const isSent = statuses[0] === 200;
    expect(await reminderOf(id)).toMatchObject({ state: isSent ? 'sent' : 'stopped' });
    expect(await levelOf(id)).toBe(isSent ? 1 : 0);
  });

  it('takes a message for lost only after the lease of its sender has ended', async () => {
    const { id } = await plannedReminder();
    const { db } = world.service.house;
    const lease = { state: 'sending', lease_owner: 'dead', lease_until: toAt(world.now()) };
    await db('outbox').where({ id }).update(lease);
    await deliver();
    expect(await message(id)).toMatchObject({ state: 'sending' });
    const before = { lease_until: toAt(addSeconds(world.now(), -1)) };
    await db('outbox').where({ id }).update(before);
    await deliver();
    expect(await message(id)).toMatchObject({ state: 'unconfirmed' });
  });

  it('asks for an outcome it knows', async () => {
    expect((await resolve(1, 'perhaps')).status).toBe(400);
    expect((await resolve(4711, 'delivered')).status).toBe(404);
  });
});
