import type { ApiProblem } from '../shared/client.ts';
import type { Loaded } from '../shared/loading.ts';
import type { Words } from './words.ts';

/** Says what went wrong and what may be done about it. */
export function Problem(props: { problem: ApiProblem; words: Words; again?: () => void }) {
  const { problem, again } = props;
  const { say } = props.words;
  const denied = problem.kind === 'denied';
  return (
    <s-banner tone={denied ? 'warning' : 'critical'} heading={say(`problem.${problem.kind}`)}>
      <s-stack gap="small">
        <s-text>{problem.detail ?? say(`problem.${problem.kind}_help`)}</s-text>
        {again === undefined || denied ? null : (
          <s-button onClick={again}>{say('button.again')}</s-button>
        )}
      </s-stack>
    </s-banner>
  );
}

/** Shows what was asked for once it is there, and before that what keeps it. */
export function Screen<T>(props: {
  loaded: Loaded<T>;
  again: () => void;
  words: Words;
  children: (value: T) => preact.ComponentChildren;
}) {
  const { loaded, again, words, children } = props;
  switch (loaded.state) {
    case 'loading':
      return <s-spinner accessibilityLabel={words.say('loading')} />;
    case 'failed':
      return <Problem problem={loaded.problem} words={words} again={again} />;
    case 'ready':
      return <>{children(loaded.value)}</>;
  }
}

/** A name and what stands behind it. */
export function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <s-stack gap="none">
      <s-text color="subdued">{name}</s-text>
      <s-text>{children}</s-text>
    </s-stack>
  );
}
