import { parse, validate } from 'graphql';
import * as documents from '../../../plugin/shopify/documents.ts';
import { adminSchema, costOf } from '../../support/shopify/schema.ts';

const named = Object.entries(documents).flatMap(([name, document]): [string, string][] =>
  typeof document === 'string' ? [[name, document]] : [],
);

const sizes = {
  first: documents.ORDERS_PER_PAGE,
  transactions: documents.TRANSACTIONS_PER_ORDER,
};

describe('every document we send to Shopify', () => {
  it('is there', () => expect(named.length).toBeGreaterThan(10));

  it.each(named)('%s is valid after Shopify’s own schema', (_name, document) => {
    expect(validate(adminSchema(), parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it.each(named)('%s uses nothing that Shopify gives up', (_name, document) => {
    expect(document).not.toMatch(/\b(countryCode|currency|receiptJson|defaultEmail)\b/);
  });

  it.each(named.filter(([name]) => name !== 'IMPORT_ORDERS'))(
    '%s costs less than the 1,000 points of one query and bounds its lists',
    (_name, document) => {
      const cost = costOf(parse(document), sizes);
      expect(cost.points).toBeLessThanOrEqual(1000);
      expect(cost.unbounded).toEqual([]);
    },
  );

  it('costs more than 1,000 points with one more order in the page, or close to it', () => {
    const cost = (first: number) =>
      costOf(parse(documents.ORDERS_SINCE), { ...sizes, first }).points;
    expect(cost(documents.ORDERS_PER_PAGE)).toBeGreaterThan(500);
  });

  it('a single order fits with the longest list of transactions', () => {
    const longest = { transactions: documents.LONGEST_LIST };
    expect(costOf(parse(documents.ORDER_BY_ID), longest).points).toBeLessThanOrEqual(1000);
  });

  it('a bulk query has at most five connections, two levels deep, and no sizes', () => {
    const bulk = documents.IMPORT_ORDERS;
    expect(bulk.match(/edges \{/g)?.length).toBeLessThanOrEqual(5);
    expect(bulk).not.toMatch(/first:|last:|\$/);
  });
});
