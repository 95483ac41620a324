/** Starts the private server and writes its address into TEST_MARIADB_URL. */
export default function startMariadb(): Promise<void>;

/** The same for a bench: each commit costs its flush. */
export function startDurableMariadb(): Promise<void>;
