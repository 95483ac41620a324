import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { liveDoor } from '../../server/http/live.ts';
import { loginDoors } from '../../server/http/login.ts';
import { openApi } from '../../server/http/openapi.ts';
import { routes } from '../../server/http/routes.ts';
import { type Description, doorTypes } from '../console/support/doors.ts';

const FILE = new URL('../../plugin/admin-ui/src/api/doors.ts', import.meta.url);

it('gives the console the types of every door as the API describes it', () => {
  const doors = [...loginDoors, liveDoor, ...routes];
  const wanted = doorTypes(openApi(doors, 'http://example.com') as unknown as Description);
  if (process.env['UPDATE_DOCS'] === '1' || !existsSync(FILE)) writeFileSync(FILE, wanted);
  expect(readFileSync(FILE, 'utf8')).toBe(wanted);
});
