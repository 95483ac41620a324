/** What the console shows; the doors read it from here. */
export { findSession, listUsers, type User, type UserSession } from './users.ts';
