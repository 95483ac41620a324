/** What `GET /api/v1/order-cards` answers: a test holds it against the schema of the service. */

export interface OrderCard {
  receivableId: number;
  orderId: string;
  orderName: string;
  invoiceNumber: string | null;
  currency: string;
  state: 'open' | 'overdue' | 'in_dunning' | 'handed_over' | 'paid' | 'written_off' | 'cancelled';
  level: number;
  levels: number;
  dueOn: string | null;
  openCents: number;
  interestCents: number;
  /** With the interest of today. */
  totalCents: number;
  next: {
    step: 'reminder' | 'handover' | 'none';
    /** The level of the reminder that comes. */
    level: number | null;
    /** Not before this day. */
    on: string | null;
    because: string | null;
  };
  hold: { id: number; reason: string; untilOn: string | null } | null;
  claim: { state: string; fileNumber: string | null; statusText: string | null } | null;
  news: {
    kind: 'reminder' | 'payment' | 'agency' | 'hold';
    on: string;
    text: string | null;
  } | null;
  letters: {
    id: number;
    level: number;
    template: string;
    sentOn: string | null;
    /** Of the PDF, below the address of the app. */
    path: string;
  }[];
  /** Of the case in the console, below the address of the app. */
  consolePath: string;
}

interface Seen {
  /** The creditor's today. */
  on: string;
  /** `read_only` may look; a clerk and the owner may change. */
  role: 'owner' | 'clerk' | 'read_only';
}

export interface OrderCards extends Seen {
  items: OrderCard[];
}

export type ChosenOrder = Pick<OrderCard, 'receivableId' | 'orderId' | 'orderName' | 'state'>;

/** What `GET /api/v1/chosen-orders` answers. */
export interface ChosenOrders extends Seen {
  items: ChosenOrder[];
}

/** May whoever looks change something? The service asks again at every call. */
export const mayWork = ({ role }: Seen): boolean => role !== 'read_only';

/** Is there still something to be asked for? */
export const isOpen = ({ state }: Pick<OrderCard, 'state'>): boolean =>
  !['paid', 'written_off', 'cancelled'].includes(state);
