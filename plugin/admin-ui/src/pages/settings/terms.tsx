import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { useWords } from '../../words/words.tsx';
import { type Settings, SettingsForm, type SettingsChange } from './form.tsx';
import { MethodTerms } from './method-terms.tsx';
import { textAt } from './shop.tsx';

/** Which orders count, when they are due, and when a claim may leave. */
export function TermsSettings() {
  const settings = useDoor('GET /settings');
  return (
    <Loaded query={settings} lines={10}>
      {(given) => (
        <>
          <OrdersForm settings={given} />
          <MethodTerms settings={given} />
          <NumbersForm settings={given} />
          <HandoverForm settings={given} />
        </>
      )}
    </Loaded>
  );
}

function OrdersForm({ settings }: { settings: Settings }) {
  const words = useWords();
  const { settings: kept } = settings;
  const methods = kept['invoicePaymentMethods'];
  return (
    <SettingsForm
      title={words.settings.ordersTitle}
      says={words.settings.ordersSay}
      fields={[
        {
          name: 'methods',
          path: 'invoicePaymentMethods',
          wide: true,
          label: words.settings.methods,
          hint: words.settings.methodsHint,
          kind: 'text',
          start: Array.isArray(methods) ? methods.join(', ') : '',
        },
        {
          name: 'kind',
          label: words.settings.termsKind,
          kind: 'choice',
          start: textAt(kept, 'defaultTerms', 'kind'),
          options: Object.entries(words.termsKinds).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'days',
          label: words.settings.termsDays,
          kind: 'number',
          optional: true,
          min: 0,
          max: 365,
          start: textAt(kept, 'defaultTerms', 'days'),
        },
        {
          name: 'termsAgreed',
          label: words.settings.termsAgreed,
          hint: words.settings.termsAgreedHint,
          kind: 'switch',
          start: textAt(kept, 'termsAgreed'),
        },
        {
          name: 'invoiceNamesThirtyDays',
          label: words.settings.thirtyDays,
          hint: words.settings.thirtyDaysHint,
          kind: 'switch',
          start: textAt(kept, 'invoiceNamesThirtyDays'),
        },
      ]}
      change={({ methods: given, kind, days, termsAgreed, invoiceNamesThirtyDays }) =>
        ({
          invoicePaymentMethods: String(given ?? '')
            .split(',')
            .map((one) => one.trim())
            .filter(Boolean),
          defaultTerms: { kind, days },
          termsAgreed,
          invoiceNamesThirtyDays,
        }) as SettingsChange
      }
    />
  );
}

function NumbersForm({ settings: { settings: kept } }: { settings: Settings }) {
  const words = useWords().settings.numbers;
  return (
    <SettingsForm
      title={words.title}
      says={words.says}
      fields={[
        {
          name: 'from',
          label: words.from,
          kind: 'choice',
          start: textAt(kept, 'invoiceNumber', 'from'),
          options: Object.entries(words.sources).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'field',
          label: words.field,
          hint: words.fieldHint,
          kind: 'text',
          optional: true,
          start: textAt(kept, 'invoiceNumber', 'field'),
        },
        {
          name: 'pattern',
          label: words.pattern,
          hint: words.patternHint,
          kind: 'text',
          start: textAt(kept, 'invoiceNumber', 'pattern'),
        },
        {
          name: 'waitsForInvoiceNumber',
          label: words.waits,
          kind: 'switch',
          start: textAt(kept, 'handover', 'waitsForInvoiceNumber'),
        },
      ]}
      change={({ waitsForInvoiceNumber, ...invoiceNumber }) =>
        ({ invoiceNumber, handover: { waitsForInvoiceNumber } }) as SettingsChange
      }
    />
  );
}

function HandoverForm({ settings }: { settings: Settings }) {
  const words = useWords();
  const { settings: kept } = settings;
  return (
    <SettingsForm
      title={words.settings.handoverTitle}
      fields={[
        {
          name: 'start',
          label: words.settings.handoverStart,
          kind: 'choice',
          start: textAt(kept, 'handover', 'start'),
          options: [
            { value: 'approval', label: words.settings.startApproval },
            { value: 'automatic', label: words.settings.startAutomatic },
          ],
        },
        {
          name: 'description',
          label: words.settings.description,
          hint: words.settings.descriptionHint,
          kind: 'text',
          start: textAt(kept, 'handover', 'description'),
        },
        {
          name: 'coolingOffHours',
          label: words.settings.coolingOff,
          hint: words.settings.coolingOffHint,
          kind: 'number',
          min: 0,
          max: 720,
          start: textAt(kept, 'handover', 'coolingOffHours'),
        },
        {
          name: 'bureauName',
          wide: true,
          label: words.settings.bureau,
          hint: words.settings.bureauHint,
          kind: 'text',
          optional: true,
          start: textAt(kept, 'handover', 'bureauName'),
        },
        {
          name: 'deductsInputTax',
          label: words.settings.inputTax,
          kind: 'switch',
          start: textAt(kept, 'handover', 'deductsInputTax'),
        },
      ]}
      change={(values) => ({ handover: values })}
    />
  );
}
