/** What a door shows of the letters in the words of the merchant. */
export { listTextVersions } from './letter-texts.ts';
