/**
 * What the merchant sees at the order in Shopify's own admin: metafields for apps and reports, tags
 * for lists and filters. Written by compare-and-set, so that two writers never overwrite each other.
 */
import { z } from 'zod';
import { Conflict } from '../../server/domain/errors.ts';
import { decimalFromCents } from '../../server/domain/money.ts';
import type { ShownState } from '../../server/ports.ts';
import { type AdminApi, refuseUserErrors } from './client.ts';
import * as documents from './documents.ts';

/** Our tags begin so; all others belong to the merchant. */
const TAG_PREFIX = 'mahnlauf:';

interface Field {
  key: string;
  type: string;
  value: string;
}

/** The metafields of a state. Shopify keeps no empty ones: "none" stands for nothing. */
function toMetafields(state: ShownState): Field[] {
  const { currency } = state;
  const outstanding = {
    amount: decimalFromCents(state.outstandingCents, currency),
    currency_code: currency,
  };
  return [
    { key: 'level', type: 'number_integer', value: String(state.level) },
    { key: 'blocked', type: 'boolean', value: String(state.blocked) },
    { key: 'claim_state', type: 'single_line_text_field', value: state.claimState ?? 'none' },
    { key: 'file_number', type: 'single_line_text_field', value: state.fileNumber ?? 'none' },
    { key: 'outstanding', type: 'money', value: JSON.stringify(outstanding) },
  ];
}

function toTags(state: ShownState): string[] {
  return [
    ...(state.level > 0 ? [`${TAG_PREFIX}level-${state.level}`] : []),
    ...(state.blocked ? [`${TAG_PREFIX}blocked`] : []),
    ...(state.claimState === null ? [] : [`${TAG_PREFIX}claim-${state.claimState}`]),
  ];
}

const shownShape = z.object({
  order: z
    .object({
      tags: z.array(z.string()),
      metafields: z.object({
        nodes: z.array(z.object({ key: z.string(), value: z.string(), compareDigest: z.string() })),
      }),
    })
    .nullable(),
});

/** Writes what differs, and nothing when nothing does. */
export async function showState(
  api: AdminApi,
  id: string,
  state: ShownState,
  namespace: string,
): Promise<void> {
  const { order } = await api.query(documents.SHOWN_STATE, { id, namespace }, shownShape);
  if (order === null) return;
  const shown = new Map(order.metafields.nodes.map((field) => [field.key, field]));
  const changed = toMetafields(state).filter(({ key, value }) => shown.get(key)?.value !== value);
  await writeMetafields(
    api,
    changed.map((field) => ({
      ...field,
      ownerId: id,
      namespace,
      compareDigest: shown.get(field.key)?.compareDigest ?? null,
    })),
  );
  const tags = toTags(state);
  const missing = tags.filter((tag) => !order.tags.includes(tag));
  const old = order.tags.filter((tag) => tag.startsWith(TAG_PREFIX) && !tags.includes(tag));
  if (missing.length > 0) await writeTags(api, { id, tags: missing }, 'tagsAdd');
  if (old.length > 0) await writeTags(api, { id, tags: old }, 'tagsRemove');
}

async function writeMetafields(api: AdminApi, metafields: readonly object[]): Promise<void> {
  if (metafields.length === 0) return;
  const shape = z.object({
    metafieldsSet: z.object({
      userErrors: z.array(z.object({ code: z.string().nullish(), message: z.string() })),
    }),
  });
  const { metafieldsSet } = await api.change(documents.SHOW_STATE, { metafields }, shape);
  const { userErrors } = metafieldsSet;
  if (userErrors.some(({ code }) => code === 'STALE_OBJECT')) {
    throw new Conflict('Somebody else changed our fields at the order meanwhile; write them again');
  }
  refuseUserErrors(userErrors, 'the state of the order');
}

async function writeTags(
  api: AdminApi,
  variables: { id: string; tags: readonly string[] },
  change: 'tagsAdd' | 'tagsRemove',
): Promise<void> {
  const document = change === 'tagsAdd' ? documents.ADD_TAGS : documents.REMOVE_TAGS;
  const errors = z.object({ userErrors: z.array(z.object({ message: z.string() })) });
  const answer = await api.change(document, variables, z.record(z.string(), errors));
  refuseUserErrors(answer[change]?.userErrors ?? [], 'the tags of the order');
}
