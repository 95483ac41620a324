import express, { type Express } from 'express';
import type { House } from '../actions/house.ts';
import type { Log } from '../log.ts';
import { pingDatabase } from '../storage/views.ts';
import type { Clock, EmailChannel, HandoverWriter, SoapDoor } from '../ports.ts';
import type { Call } from './route.ts';
import type { RespondLinks } from '../respond-links.ts';
import { agencyDoor } from './agency-door.ts';
import { agencySoap } from './agency-soap.ts';
import { api } from './api.ts';
import { live, liveDoor } from './live.ts';
import { login, loginDoors } from './login.ts';
import { cors } from './cors.ts';
import { customerDoor } from './customer-door.ts';
import { openApi } from './openapi.ts';
import { platformDoor } from './platform-door.ts';
import { nothingHere, problems } from './problem.ts';
import { respond } from './respond.ts';
import { routes } from './routes.ts';
import { consolePages, securityHeaders } from './static.ts';
import { webhooks } from './webhooks.ts';

export interface AppTools extends Pick<Call, 'agencyOf' | 'lookForNews'> {
  house: House;
  clock: Clock;
  log: Log;
  owner: string;
  email: EmailChannel | null;
  webhookLimitBytes: number;
  wake: () => void;
  /** Called when a shop was connected: its import may begin. */
  connected: () => void;
  corsOrigins: readonly string[];
  writeHandover: HandoverWriter;
  soap: SoapDoor;
  links: RespondLinks;
  /** Where the built console lies; nothing is served while it is not there. */
  consoleDirectory: string;
}

/** Below these a missing path is a problem for a program, not a page of the console. */
const RESERVED = ['/api', '/agency', '/webhooks', '/healthz', '/readyz', '/openapi.json', '/r'];

/** All doors of the service on one express app. */
export function makeApp(tools: AppTools): Express {
  const { house, log } = tools;
  const app = express();
  app.disable('x-powered-by');
  // A proxy on this machine tells whose address a guess came from.
  app.set('trust proxy', 'loopback');
  app.use(securityHeaders(house.publicUrl));
  app.get('/healthz', (_req, res) => {
    res.json({ ok: true });
  });
  app.get('/readyz', async (_req, res) => {
    const ready = await pingDatabase(house.db);
    res.status(ready ? 200 : 503).json({ ok: ready });
  });
  const description = openApi([...loginDoors, liveDoor, ...routes], house.publicUrl);
  app.get('/openapi.json', (_req, res) => {
    res.json(description);
  });
  app.use('/webhooks', webhooks({ ...tools, limitBytes: tools.webhookLimitBytes }));
  app.use(['/api/v1', '/customer/v1', '/:platform/session'], cors(tools.corsOrigins));
  app.use(platformDoor(tools));
  app.use('/api/v1', login(tools));
  app.use('/api/v1', live(tools));
  app.use('/customer/v1', customerDoor(tools));
  app.use('/r', respond(tools));
  app.use('/api/v1', api(tools));
  app.use('/agency/v1', agencySoap(tools));
  app.use('/agency/v1', agencyDoor(tools));
  app.use(consolePages(tools, { directory: tools.consoleDirectory, reserved: RESERVED }));
  app.use(nothingHere);
  app.use(problems(log));
  return app;
}
