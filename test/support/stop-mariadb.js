/** Ends what `start-mariadb.js` began. */
export default async function stopMariadb() {
  await globalThis.stopMariadb?.();
}
