/** The partner service of mediafinanz: how a merchant gets an account, with our own access. */
import { fileURLToPath } from 'node:url';
import { InvalidInput, PartnerRejected } from '../../server/domain/errors.ts';
import type { AgencyOnboarding, ClientRegistration } from '../../server/ports.ts';
import { defaultHttpLimits, type HttpLimits } from '../http.ts';
import { soapCalls } from './calls.ts';
import { isYes, plainText, type Outgoing } from './messages.ts';
import type { Trace } from './trace.ts';

export interface PartnerAccess {
  /** The number of this software at mediafinanz. */
  applicationId: string;
  /** The partner's service key; goes over the wire as it is, not hashed. */
  serviceKey: string;
  sandbox: boolean;
  endpoint: string;
  wsdlPath?: string;
  namespace?: string | null;
  limits?: Partial<HttpLimits>;
  trace?: Trace;
}

/** The onboarding of merchants through one partner access. */
export function mediafinanzPartner(access: PartnerAccess): AgencyOnboarding {
  if (!/^\d+$/.test(access.applicationId)) {
    throw new InvalidInput(
      `"${access.applicationId}" is no application number; it has digits only`,
    );
  }
  const soap = soapCalls({
    endpoint: access.endpoint,
    wsdlPath:
      access.wsdlPath ?? fileURLToPath(new URL('mediafinanz-partner.wsdl', import.meta.url)),
    namespace: access.namespace ?? null,
    fieldNames: {},
    limits: { ...defaultHttpLimits, ...access.limits },
    trace: access.trace ?? null,
  });
  const auth: Outgoing = {
    applicationId: Number(access.applicationId),
    licenceKey: access.serviceKey,
    sandbox: access.sandbox,
  };
  return {
    generateRegistrationKey: () =>
      soap.call({
        operation: 'generateRegistrationKey',
        parts: { auth },
        repeatable: true,
        read: (result) => {
          const key = result.text.trim();
          if (key === '') throw new PartnerRejected('mediafinanz gave no registration key');
          return key;
        },
      }),
    registerClient: async (registration) =>
      soap.call({
        operation: 'registerClient',
        parts: { auth, ...toRegistration(registration) },
        repeatable: false,
        read: (result) => {
          if (!isYes(result)) {
            throw new PartnerRejected('mediafinanz did not take the registration');
          }
        },
      }),
  };
}

/** `clientRegistration` and `bankAccount`; the second is sent empty when there is none. */
function toRegistration(registration: ClientRegistration): Outgoing {
  const { bankAccount } = registration;
  const country = registration.country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new InvalidInput(`"${registration.country}" is no country code; write it as DE`);
  }
  if (!Number.isSafeInteger(registration.estimatedClaims) || registration.estimatedClaims < 0) {
    throw new InvalidInput('the expected claims a month are a whole number');
  }
  return {
    clientRegistration: {
      partnerCustomerId: '',
      address: registration.salutation === 'mr' ? 'm' : 'f',
      firstname: named(registration, 'firstName'),
      lastname: named(registration, 'lastName'),
      company: named(registration, 'company'),
      legalForm: named(registration, 'legalForm'),
      street: named(registration, 'street'),
      postcode: named(registration, 'postcode'),
      city: named(registration, 'city'),
      country,
      telephone: named(registration, 'phone'),
      fax: '',
      email: named(registration, 'email'),
      homepage: plainText(registration.homepage ?? ''),
      estimatedClaims: registration.estimatedClaims,
      voucher: plainText(registration.voucher ?? ''),
    },
    bankAccount: {
      owner: plainText(bankAccount?.owner ?? ''),
      bankCode: '',
      bankName: plainText(bankAccount?.bankName ?? ''),
      accountNumber: '',
      iban: plainText(bankAccount?.iban ?? '').replaceAll(' ', ''),
      bic: plainText(bankAccount?.bic ?? ''),
    },
  };
}

type Mandatory =
  | 'firstName'
  | 'lastName'
  | 'company'
  | 'legalForm'
  | 'street'
  | 'postcode'
  | 'city'
  | 'phone'
  | 'email';

function named(registration: ClientRegistration, field: Mandatory): string {
  const text = plainText(registration[field]);
  if (text === '') throw new InvalidInput(`the registration has no ${field}`);
  return text;
}
