import type { Field } from '../../parts/ask.tsx';
import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { useWords } from '../../words/words.tsx';
import { type Settings, SettingsForm } from './form.tsx';

/** A value of the settings as text for a field. */
export const textAt = (settings: unknown, ...path: string[]): string | number | boolean => {
  let value = settings;
  for (const name of path) value = (value as Record<string, unknown> | null)?.[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : '';
};

/** Who is owed, how he signs, and where his days begin. */
export function ShopSettings() {
  const settings = useDoor('GET /settings');
  return (
    <Loaded query={settings} lines={10}>
      {(given) => (
        <>
          <CreditorForm settings={given} />
          <PlaceForm settings={given} />
        </>
      )}
    </Loaded>
  );
}

function CreditorForm({ settings }: { settings: Settings }) {
  const words = useWords();
  const names = words.settings.creditor;
  const field = (name: keyof typeof names, more: Partial<Field> = {}): Field => ({
    name,
    label: names[name],
    kind: 'text',
    start: textAt(settings.settings, 'creditor', name),
    ...more,
  });
  return (
    <SettingsForm
      title={words.settings.creditorTitle}
      fields={[
        field('name'),
        field('street'),
        field('postcode'),
        field('city'),
        field('country', { hint: words.ask.refused['country'] }),
        field('email', { kind: 'email' }),
        field('phone', { optional: true }),
        field('iban'),
        field('bic', { optional: true }),
        field('bank', { optional: true }),
        field('privacyUrl', { optional: true }),
        field('vatId', { optional: true }),
        field('registerEntry', { optional: true }),
      ]}
      change={(values) => ({ creditor: values })}
    />
  );
}

function PlaceForm({ settings }: { settings: Settings }) {
  const words = useWords();
  return (
    <SettingsForm
      title={words.settings.placeTitle}
      fields={[
        {
          name: 'timeZone',
          label: words.settings.timeZone,
          kind: 'text',
          start: textAt(settings.settings, 'timeZone'),
        },
        {
          name: 'federalState',
          label: words.settings.federalState,
          hint: words.settings.federalStateHint,
          kind: 'text',
          optional: true,
          start: textAt(settings.settings, 'federalState'),
        },
        {
          name: 'language',
          label: words.settings.language,
          hint: words.settings.languageHint,
          kind: 'choice',
          start: textAt(settings.settings, 'language'),
          options: [
            { value: 'de', label: 'Deutsch' },
            { value: 'en', label: 'English' },
            { value: 'it', label: 'Italiano' },
          ],
        },
      ]}
      change={(values) => values}
    />
  );
}
