import { nextAskAt, pauseAfter, waitAfter, whyHeld } from '../../server/domain/agency-account.ts';
import { addSeconds, instant } from '../../server/domain/calendar.ts';

const at = instant('2026-05-11T06:00:00.000Z');
const later = (seconds: number) => addSeconds(at, seconds);

describe('an account whose agency is not reached', () => {
  it('goes on after four failures in a row and pauses after the fifth', () => {
    expect(pauseAfter(4, at)).toBeNull();
    expect(pauseAfter(5, at)).toBe(later(60));
  });

  it('pauses twice as long each time, and never longer than an hour', () => {
    expect(pauseAfter(6, at)).toBe(later(120));
    expect(pauseAfter(10, at)).toBe(later(1920));
    expect(pauseAfter(11, at)).toBe(later(3600));
    expect(pauseAfter(5000, at)).toBe(later(3600));
  });

  it('is held to the last moment of its pause', () => {
    const account = { refusedAt: null, pausedUntil: at };
    expect(whyHeld(account, later(-1))).toBe('paused');
    expect(whyHeld(account, at)).toBeNull();
  });

  it('is held as refused whatever the time, and not at all when nothing is wrong', () => {
    expect(whyHeld({ refusedAt: at, pausedUntil: null }, later(1_000_000))).toBe('refused');
    expect(whyHeld({ refusedAt: null, pausedUntil: null }, at)).toBeNull();
  });
});

describe('the next attempt', () => {
  it('comes after twice the time, spread by up to a quarter', () => {
    expect(waitAfter(1, 0)).toBe(120);
    expect(waitAfter(2, 0)).toBe(240);
    expect(waitAfter(2, 0.5)).toBe(270);
    expect(waitAfter(40, 0)).toBe(6 * 3600);
  });
});

describe('a silent claim', () => {
  const day = 86_400;
  it('is asked for after three days where a feed tells news, after six hours where none does', () => {
    expect(nextAskAt('feed', at, at)).toBe(later(3 * day));
    expect(nextAskAt('per_claim', at, at)).toBe(later(6 * 3600));
  });

  it('is asked for the less often the longer it is silent, at least once a week', () => {
    expect(nextAskAt('feed', later(-6 * day), at)).toBe(later(3 * day));
    expect(nextAskAt('feed', later(-8 * day), at)).toBe(later(4 * day));
    expect(nextAskAt('feed', later(-14 * day), at)).toBe(later(7 * day));
    expect(nextAskAt('feed', later(-60 * day), at)).toBe(later(7 * day));
  });
});
