import express, { type Express } from 'express';
import type { House } from '../actions/house.ts';
import type { Log } from '../log.ts';
import { pingDatabase } from '../storage/views.ts';
import type { Clock, HandoverWriter, SoapDoor } from '../ports.ts';
import { agencyDoor } from './agency-door.ts';
import { agencySoap } from './agency-soap.ts';
import { api } from './api.ts';
import { login, loginDoors } from './login.ts';
import { openApi } from './openapi.ts';
import { nothingHere, problems } from './problem.ts';
import { routes } from './routes.ts';
import { webhooks } from './webhooks.ts';

export interface AppTools {
  house: House;
  clock: Clock;
  log: Log;
  owner: string;
  webhookLimitBytes: number;
  wake: () => void;
  writeHandover: HandoverWriter;
  soap: SoapDoor;
}

/** All doors of the service on one express app. */
export function makeApp(tools: AppTools): Express {
  const { house, log } = tools;
  const app = express();
  app.disable('x-powered-by');
  // A proxy on this machine tells whose address a guess came from.
  app.set('trust proxy', 'loopback');
  app.use((_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.get('/healthz', (_req, res) => {
    res.json({ ok: true });
  });
  app.get('/readyz', async (_req, res) => {
    const ready = await pingDatabase(house.db);
    res.status(ready ? 200 : 503).json({ ok: ready });
  });
  const description = openApi([...loginDoors, ...routes], house.publicUrl);
  app.get('/openapi.json', (_req, res) => {
    res.json(description);
  });
  app.use('/webhooks', webhooks({ ...tools, limitBytes: tools.webhookLimitBytes }));
  app.use('/api/v1', login(tools));
  app.use('/api/v1', api(tools));
  app.use('/agency/v1', agencySoap(tools));
  app.use('/agency/v1', agencyDoor(tools));
  app.use(nothingHere);
  app.use(problems(log));
  return app;
}
