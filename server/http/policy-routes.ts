import { putIntoGroup, restoreEmail } from '../actions/debtors.ts';
import { checkPolicy, endPolicy, policyOfReceivable, savePolicy } from '../actions/policies.ts';
import { getPolicy, listCurrentPolicies, listPolicyVersions } from '../storage/views-policies.ts';
import * as schema from './policy-schemas.ts';
import { DECIDE, READ, route, type Route, WORK } from './route.ts';

/** The doors to the dunning policies, and to what is known of a debtor beside his orders. */
export const policyRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/policies',
    summary: 'The dunning policy in force of each scope',
    roles: READ,
    answer: schema.PolicyList,
    handle: async ({ house, shopId }) => ({ items: await listCurrentPolicies(house.db, shopId) }),
  }),
  route({
    method: 'get',
    path: '/policies/versions',
    summary: 'Every version of every policy, the newest first',
    roles: READ,
    query: schema.VersionQuery,
    answer: schema.PolicyList,
    handle: async ({ house, shopId }, { query: { beforeVersion = null, limit } }) => ({
      items: await listPolicyVersions(house.db, shopId, { beforeVersion, limit }),
    }),
  }),
  route({
    method: 'get',
    path: '/policies/:id',
    summary: 'One version of a policy',
    roles: READ,
    answer: schema.PolicyView,
    handle: ({ house, shopId }, { id }) => getPolicy(house.db, shopId, id),
  }),
  route({
    method: 'post',
    path: '/policies',
    summary:
      'Saves a policy for the rounds that begin from now on, and says what speaks against it',
    roles: DECIDE,
    body: schema.PolicyBody,
    answer: schema.PolicySaved,
    status: 201,
    handle: async (call, { body }) => {
      const { saved, warnings } = await savePolicy(
        call.house,
        { shopId: call.shopId, ...body },
        call,
      );
      return { ...saved, warnings };
    },
  }),
  route({
    method: 'post',
    path: '/policies/check',
    summary: 'Says what speaks against a policy, without saving it',
    roles: WORK,
    body: schema.PolicyBody,
    answer: schema.PolicyChecked,
    handle: (_call, { body }) => Promise.resolve({ warnings: checkPolicy(body) }),
  }),
  route({
    method: 'post',
    path: '/policies/:id/retire',
    summary: 'Takes the policy of a scope out of use; rounds that began with it finish with it',
    roles: DECIDE,
    answer: schema.PolicyView,
    handle: (call, { id }) => endPolicy(call.house, { shopId: call.shopId, policyId: id }, call),
  }),
  route({
    method: 'get',
    path: '/receivables/:id/policy',
    summary: 'The policy that a receivable follows, and why this one',
    roles: READ,
    answer: schema.PolicyOfReceivable,
    handle: ({ house, shopId }, { id }) => policyOfReceivable(house, { shopId, receivableId: id }),
  }),
  route({
    method: 'put',
    path: '/debtors/:id/customer-group',
    summary: 'Puts a debtor, in all his orders, into a customer group',
    roles: WORK,
    body: schema.GroupBody,
    answer: schema.GroupView,
    handle: (call, { id, body }) =>
      putIntoGroup(call.house, { shopId: call.shopId, debtorId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/debtors/:id/email-works',
    summary: 'Says that an e-mail address that had failed takes mail again',
    roles: WORK,
    answer: schema.EmailRestored,
    handle: (call, { id }) => restoreEmail(call.house, { shopId: call.shopId, debtorId: id }, call),
  }),
];
