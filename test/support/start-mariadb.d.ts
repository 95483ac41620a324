/** Starts the private server and writes its address into TEST_MARIADB_URL. */
export default function startMariadb(): Promise<void>;
