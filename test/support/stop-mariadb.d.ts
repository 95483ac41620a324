/** Ends what `startMariadb` began. */
export default function stopMariadb(): Promise<void>;
