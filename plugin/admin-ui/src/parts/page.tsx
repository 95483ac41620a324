import { type ReactNode, useEffect, useId } from 'react';

/** The head of a page; it names the tab of the browser, too. */
export function Page(props: {
  title: string;
  mark?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { title, mark, sub, actions, children } = props;
  useEffect(() => {
    document.title = `${title} · Mahnlauf`;
  }, [title]);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>
            {title} {mark}
          </h1>
          {sub !== undefined && <p>{sub}</p>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}

/** A framed part of a page with its heading. */
export function Panel(props: {
  title: string;
  more?: ReactNode;
  /** Without the inner margin, for tables. */
  bare?: boolean;
  children: ReactNode;
}) {
  const { title, more, bare = false, children } = props;
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {more}
      </header>
      {bare ? children : <div className="inside">{children}</div>}
    </section>
  );
}
