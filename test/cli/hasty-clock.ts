import { systemClock, type Clock } from '../../src/base/clock.ts';

const haste = 20;

/** A clock by which a timeout of twenty seconds is over in one. */
export const hastyClock: Clock = {
  now: () => systemClock.now() * haste,
  after: (milliseconds, fire) => systemClock.after(milliseconds / haste, fire),
};
